using System.Buffers.Binary;
using System.IO.Compression;

namespace Kite.Rest;

/// <summary>
/// Unpacks an answer and notices when it was cut off. The framework's stream ends quietly at any cut, so that half an instrument list
/// would look whole; here the length at the end of the packed data must be the one that came out.
/// </summary>
sealed class GzipBody : ReadOnlyStream
{
    readonly Tail _packed;
    readonly GZipStream _gzip;
    uint _length;

    public GzipBody(Stream packed)
    {
        _packed = new Tail(packed);
        _gzip = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The packed data is damaged or cut off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _gzip.ReadAsync(buffer, cancellationToken);
        _length += (uint)count;
        if (count > 0 || buffer.IsEmpty)
            return count;

        var rest = new byte[256];
        while (await _packed.ReadAsync(rest, cancellationToken) > 0)
        {
            // What the unpacker had no need to read still holds the length.
        }

        return _packed.Length32 == _length ? 0 : throw new InvalidDataException("The compressed answer was cut off.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _gzip.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Remembers the last four bytes that went through.</summary>
    sealed class Tail(Stream inner) : ReadOnlyStream
    {
        const int Overhead = 18;

        readonly byte[] _last = new byte[sizeof(uint)];
        long _total;

        /// <summary>The unpacked length modulo 2^32 as the packed data has it; null for what is too short to be packed data.</summary>
        public uint? Length32 => _total < Overhead ? null : BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            _total += count;
            var kept = Math.Min(count, _last.Length);
            _last.AsSpan(kept).CopyTo(_last);
            buffer.Span[(count - kept)..count].CopyTo(_last.AsSpan(_last.Length - kept));
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
