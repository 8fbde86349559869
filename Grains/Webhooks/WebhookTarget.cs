using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Grains.Webhooks;

/// <summary>Turns a name into addresses.</summary>
interface IAddressResolver
{
    Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken);
}

sealed class SystemResolver : IAddressResolver
{
    public Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
}

/// <summary>A webhook's address may not be called; the message is one sentence.</summary>
sealed class WebhookRefusedException(string message) : Exception(message);

/// <summary>
/// Keeps webhooks off this machine's own networks. Addresses are checked when a connection is made, and the connection goes to the address
/// that was checked: a name that points elsewhere by then is of no use.
/// </summary>
sealed class WebhookTarget(IAddressResolver resolver, IOptions<WebhookOptions> options)
{
    const int MostUrl = 2048;

    /// <summary>Null and the address, or what is wrong with it; asks the name server.</summary>
    public async Task<(string? Problem, Uri? Url)> Check(string text, CancellationToken cancellationToken)
    {
        if (text.Length > MostUrl || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return ("The url is invalid: give an absolute https address.", null);
        if (url.Scheme != "https" && !(url.Scheme == "http" && options.Value.AllowHttp))
            return ("The url is invalid: its scheme must be https.", null);
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return ("The url is invalid: it must have no user name, password or fragment.", null);
        try
        {
            await Addresses(url.IdnHost, cancellationToken);
            return (null, url);
        }
        catch (WebhookRefusedException e)
        {
            return (e.Message, null);
        }
        catch (SocketException)
        {
            return ($"The url is invalid: the name {url.Host} has no address.", null);
        }
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Addresses(context.DnsEndPoint.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="WebhookRefusedException">One of them is not public: a name that is public now and then is refused altogether.</exception>
    async Task<IPAddress[]> Addresses(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolver.Resolve(host, cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (!options.Value.AllowPrivate && addresses.FirstOrDefault(a => !PublicAddress.Is(a)) is not null)
            throw new WebhookRefusedException($"The url is invalid: {host} is not on the public internet (private, loopback, link-local and reserved addresses are refused).");
        return addresses;
    }
}
