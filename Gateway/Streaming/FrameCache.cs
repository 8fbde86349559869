using System.Collections.Concurrent;

namespace Gateway.Streaming;

/// <summary>
/// Frames of one source, made once for each key and version and shared. Only frames to the current version are kept, so it is bounded by the number of different keys that clients
/// are at. Versions only grow, within an epoch and across.
/// </summary>
sealed class FrameCache<TKey>(StreamMetrics metrics, TimeProvider time)
    where TKey : notnull
{
    readonly Lock gate = new();

    // One for each version: a frame that is still being made when the next version comes must not be found under it.
    ConcurrentDictionary<TKey, RawFrame> frames = new();
    (long Epoch, long Version) current;

    public RawFrame Get(long epoch, long version, TKey key, Func<ReadOnlyMemory<byte>> write)
    {
        ConcurrentDictionary<TKey, RawFrame> ofVersion;
        lock (gate)
        {
            var order = (epoch, version).CompareTo(current);
            // A pump that is still at the previous version would only fill the cache with what nobody else wants.
            if (order < 0)
                return Make(write);
            if (order > 0)
                (current, frames) = ((epoch, version), new());
            ofVersion = frames;
        }

        return ofVersion.GetOrAdd(key, static (_, make) => make.This.Make(make.Write), (This: this, Write: write));
    }

    RawFrame Make(Func<ReadOnlyMemory<byte>> write)
    {
        var began = time.GetTimestamp();
        var frame = new RawFrame(write());
        metrics.OnSerialised(time.GetElapsedTime(began));
        return frame;
    }
}
