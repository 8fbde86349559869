using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states in this process, serialized, so that a stored state does not change with the object it was written from.</summary>
sealed class MemoryGrainStorage : IGrainStorage
{
    readonly ConcurrentDictionary<(string Name, GrainId Id), Row> _rows = new();
    long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_rows.TryGetValue((stateName, grainId), out var row))
        {
            grainState.State = StoredJson.Read<T>(row.Payload);
            grainState.ETag = row.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.State = default!;
            grainState.ETag = null;
            grainState.RecordExists = false;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = new Row(StoredJson.Write(grainState.State), Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture));
        var key = (stateName, grainId);
        if (grainState.ETag is null)
        {
            if (!_rows.TryAdd(key, row))
                throw Conflict(key, null);
        }
        else if (!_rows.TryGetValue(key, out var stored) || stored.ETag != grainState.ETag || !_rows.TryUpdate(key, row, stored))
        {
            throw Conflict(key, grainState.ETag);
        }

        grainState.ETag = row.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        if (_rows.TryGetValue(key, out var stored)
            && (stored.ETag != grainState.ETag || !_rows.TryRemove(new KeyValuePair<(string, GrainId), Row>(key, stored))))
        {
            throw Conflict(key, grainState.ETag);
        }

        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    InconsistentStateException Conflict((string Name, GrainId Id) key, string? current) => new(
        $"The state '{key.Name}' of {key.Id} was written by somebody else since it was read: read it again.",
        _rows.TryGetValue(key, out var stored) ? stored.ETag : null, current);

    sealed record Row(byte[] Payload, string ETag);
}
