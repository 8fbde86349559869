using System.Buffers;

namespace Kite.Rest;

/// <summary>
/// The bytes of one answer, in an array that the next one uses again: a busy day's order book is hundreds of kilobytes, and as a new array each time it would be among the large objects,
/// which only a full collection takes away.
/// </summary>
sealed class ResponseBody : IDisposable
{
    /// <summary>No answer of the broker comes near this; the instrument list is streamed instead.</summary>
    const int MostBytes = 64 * 1024 * 1024;
    const int FirstBytes = 16 * 1024;
    byte[] array = ArrayPool<byte>.Shared.Rent(FirstBytes);
    int length;
    bool isWhole;

    /// <summary>Null when the body broke off or has no end: the status may still say enough. Good until the body is disposed of.</summary>
    public ReadOnlyMemory<byte>? Bytes => isWhole ? array.AsMemory(0, length) : null;

    public async Task Read(Stream stream, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(array.AsMemory(length), cancellationToken) is > 0 and var count)
        {
            length += count;
            if (length >= MostBytes)
                return;
            if (length == array.Length)
                Grow();
        }

        isWhole = true;
    }

    public void Dispose()
    {
        isWhole = false;
        GiveBack(array);
        array = [];
    }

    void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        GiveBack(array);
        array = larger;
    }

    // What is in it may be a token.
    void GiveBack(byte[] used)
    {
        if (used.Length == 0)
            return;
        used.AsSpan(0, length).Clear();
        ArrayPool<byte>.Shared.Return(used);
    }
}
