using System.Net;
using System.Text.Json.Serialization.Metadata;
using Kite.Budgets;

namespace Kite.Rest;

/// <summary>
/// The broker's REST API for one app. Stateless but for the connection pool: safe to share between accounts and threads. Sends every
/// request once, never retries, never throws for what the broker does. Reads throw <see cref="OperationCanceledException"/> for the
/// caller's own token; a cancelled write ends as <see cref="OutcomeKind.Unknown"/> unless it certainly never left.
/// </summary>
/// <param name="http">From <see cref="CreateHttpClient"/>, or one without redirects, cookies and retries.</param>
/// <param name="time">Measures time-outs.</param>
public sealed partial class KiteRestClient(HttpClient http, KiteAddresses addresses, string apiKey, TimeProvider time)
{
    readonly KiteTransport _transport = new(http, addresses.Rest, apiKey, time);

    /// <summary>From sending to the last byte of the answer. Default: 7 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>The same for the instrument list. Default: 60 s.</summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Lets calls wait for their account's budget instead of being turned away by the broker; the client then belongs to that account alone.
    /// Default: none, every call goes out at once.
    /// </summary>
    public RequestPacer? Pacer { get; init; }

    /// <summary>Refuses changes of an order beyond what the broker takes. Default: none.</summary>
    public ModificationCounts? Modifications { get; init; }

    /// <summary>The broker's clock minus ours, as far as the dates of its answers prove it; null before the first.</summary>
    public TimeSpan? ClockOffset => _transport.ClockOffset;

    /// <summary>A handler with pooling, without cookies and redirects.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        // Answers are unpacked by this client, which notices a cut: see GzipBody.
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // Short of what gateways keep idle connections for: a write on one that was just closed ends Unknown.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        MaxConnectionsPerServer = 32,
    };

    /// <summary>A client over <see cref="CreateHandler"/>; its time-outs are the ones of this class.</summary>
    public static HttpClient CreateHttpClient() => new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    Task<Outcome<T>> Send<T>(Call call, JsonTypeInfo<T> type, CancellationToken cancellationToken) => Paced(
        call,
        () => _transport.SendAsync(call, type, RequestTimeout, cancellationToken),
        cancellationToken);

    /// <summary>A call whose success holds nothing to read.</summary>
    Task<Outcome<bool>> SendBare(Call call, CancellationToken cancellationToken) => Paced(
        call,
        () => _transport.SendAsync(call, RequestTimeout, _transport.ReadBare, cancellationToken),
        cancellationToken);

    Task<Outcome<T>> Download<T>(Call call, Func<Stream, CancellationToken, Task<Outcome<T>>> read, CancellationToken cancellationToken) => Paced(
        call,
        () => _transport.SendAsync(call, DownloadTimeout, (response, token) => _transport.ReadStream(response, read, token), cancellationToken),
        cancellationToken);

    async Task<Outcome<T>> Paced<T>(Call call, Func<Task<Outcome<T>>> send, CancellationToken cancellationToken)
    {
        if (Pacer is not { } pacer)
            return await send();
        try
        {
            var leave = await Wait(pacer, call, cancellationToken);
            if (!leave.IsGranted)
                return Outcome<T>.NotExecuted(leave.Reason, leave.RetryAfter);
        }
        catch (OperationCanceledException) when (call.IsWrite)
        {
            return Outcome<T>.NotExecuted("The call was cancelled before it was sent.");
        }

        var outcome = await send();
        if (outcome is { Kind: OutcomeKind.NotExecuted, RetryAfter: { } wait })
            pacer.Budgets.Pause(call.Class, wait);
        return outcome;
    }

    static async Task<BudgetAnswer> Wait(RequestPacer pacer, Call call, CancellationToken cancellationToken)
    {
        var leave = pacer.WaitAsync(call.Class, call.Priority, cancellationToken);
        if (leave.IsCompleted)
            return await leave;
        using var span = KiteTelemetry.Spans.StartActivity("kite.request.wait");
        span?.SetTag("class", KiteTelemetry.ClassName(call.Class));
        return await leave;
    }

    async Task<Outcome<IReadOnlyList<T>>> SendList<T>(
        Call call, JsonTypeInfo<List<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        var outcome = await Send(call, type, cancellationToken);
        outcome.Value?.RemoveAll(static item => item is null);
        return outcome.Map<IReadOnlyList<T>>(static list => list);
    }

    static string Segment(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return Uri.EscapeDataString(value);
    }
}
