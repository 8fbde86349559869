using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Kite.Rest;

/// <summary>
/// A body that knows whether sending began: before that, nothing of the request has left. Writes without a body carry an empty one:
/// the handler sends a request whose body began once, whereas it would repeat a bodiless one on a connection that broke.
/// </summary>
sealed class TrackedContent : HttpContent
{
    static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");
    static readonly MediaTypeHeaderValue JsonType = new("application/json");
    readonly byte[] _bytes;
    volatile bool _began;

    public TrackedContent(Call call)
    {
        _bytes = call.Json ?? (call.Form is null ? [] : Encoding.ASCII.GetBytes(call.Form.ToString()));
        if (call.Json is not null)
            Headers.ContentType = JsonType;
        else if (call.Form is not null)
            Headers.ContentType = FormType;
    }

    public bool Began => _began;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _began = true;
        return stream.WriteAsync(_bytes, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
