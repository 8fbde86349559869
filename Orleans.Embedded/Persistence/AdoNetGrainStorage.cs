using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states in a table of a SQLite database, one row for each state name and grain, with a version to compare.</summary>
sealed class AdoNetGrainStorage(string name, AdoNetGrainStorageOptions options, string serviceId) : IGrainStorage
{
    const string Table = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS grain_state (
            service_id TEXT NOT NULL, state_name TEXT NOT NULL, grain_id TEXT NOT NULL,
            version INTEGER NOT NULL, payload BLOB,
            PRIMARY KEY (service_id, state_name, grain_id)) WITHOUT ROWID;
        """;

    const string Where = "WHERE service_id = @Service AND state_name = @State AND grain_id = @Grain";

    readonly Lock _lock = new();
    bool _ready;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await using var connection = await Open();
        var row = await connection.QuerySingleOrDefaultAsync<(long Version, byte[]? Payload)?>(
            $"SELECT version, payload FROM grain_state {Where}", Key(stateName, grainId));
        grainState.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = row is { Payload: not null };
        grainState.State = row is { Payload: { } payload } ? StoredJson.Read<T>(payload) : default!;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await Store(stateName, grainId, grainState.ETag, StoredJson.Write(grainState.State));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (options.DeleteStateOnClear)
        {
            await Delete(stateName, grainId, grainState.ETag);
            grainState.ETag = null;
        }
        else if (grainState.ETag is not null)
        {
            grainState.ETag = await Store(stateName, grainId, grainState.ETag, null);
        }

        grainState.RecordExists = false;
    }

    async Task<string> Store(string stateName, GrainId grainId, string? etag, byte[]? payload)
    {
        var key = Key(stateName, grainId, etag, payload);
        await using var connection = await Open();
        var written = await connection.ExecuteAsync(
            etag is null
                ? "INSERT INTO grain_state VALUES (@Service, @State, @Grain, 1, @Payload) ON CONFLICT DO NOTHING"
                : $"UPDATE grain_state SET version = version + 1, payload = @Payload {Where} AND version = @Version",
            key);
        if (written != 1)
            throw await Conflict(connection, key, etag);
        return (key.Version + 1).ToString(CultureInfo.InvariantCulture);
    }

    async Task Delete(string stateName, GrainId grainId, string? etag)
    {
        if (etag is null)
            return;
        var key = Key(stateName, grainId, etag);
        await using var connection = await Open();
        if (await connection.ExecuteAsync($"DELETE FROM grain_state {Where} AND version = @Version", key) != 1)
            throw await Conflict(connection, key, etag);
    }

    static async Task<InconsistentStateException> Conflict(DbConnection connection, Row key, string? etag)
    {
        var stored = await connection.QuerySingleOrDefaultAsync<long?>($"SELECT version FROM grain_state {Where}", key);
        return new InconsistentStateException(
            $"The state '{key.State}' of {key.Grain} was written by somebody else since it was read: read it again.",
            stored?.ToString(CultureInfo.InvariantCulture), etag);
    }

    Row Key(string stateName, GrainId grainId, string? etag = null, byte[]? payload = null) =>
        new(serviceId, stateName, grainId.ToString(), etag is null ? 0 : long.Parse(etag, CultureInfo.InvariantCulture), payload);

    async Task<DbConnection> Open()
    {
        if (options.Invariant != "Microsoft.Data.Sqlite")
            throw new BadProviderConfigException($"The storage '{name}' asks for '{options.Invariant}': this host knows Microsoft.Data.Sqlite.");
        var connection = new SqliteConnection(options.ConnectionString);
        await connection.OpenAsync();
        lock (_lock)
        {
            if (!_ready)
                connection.Execute(Table);
            _ready = true;
        }

        return connection;
    }

    sealed record Row(string Service, string State, string Grain, long Version, byte[]? Payload);
}
