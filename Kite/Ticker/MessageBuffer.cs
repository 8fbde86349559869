using System.Buffers;

namespace Kite.Ticker;

/// <summary>Collects the fragments of one message in a pooled array that grows up to a limit.</summary>
sealed class MessageBuffer(int limit) : IDisposable
{
    const int FirstSize = 64 * 1024;

    readonly byte[] _overflow = new byte[1024];
    byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Min(FirstSize, limit));
    int _length;

    /// <summary>Whether the message is larger than the limit; its bytes are then dropped.</summary>
    public bool IsOversized { get; private set; }

    public ReadOnlyMemory<byte> Message => _bytes.AsMemory(0, _length);

    /// <summary>Where the next bytes go; never empty.</summary>
    public Memory<byte> Free()
    {
        if (_length < Math.Min(_bytes.Length, limit))
            return _bytes.AsMemory(_length, Math.Min(_bytes.Length, limit) - _length);
        if (_bytes.Length < limit)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_bytes.Length * 2, limit));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
            return Free();
        }

        // A message of exactly the limit ends with an empty fragment: only a byte too many makes it oversized.
        return _overflow;
    }

    public void Advance(int count)
    {
        if (_length + count <= limit && !IsOversized)
            _length += count;
        else if (count > 0)
            IsOversized = true;
    }

    public void Clear()
    {
        _length = 0;
        IsOversized = false;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
