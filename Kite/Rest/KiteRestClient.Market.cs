using System.Text.Json.Serialization.Metadata;
using Kite.Instruments;

namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>Keys that one <see cref="QuotesAsync"/> takes.</summary>
    public const int MaxQuoteKeys = 500;

    /// <summary>Keys that one <see cref="LtpAsync"/> or <see cref="OhlcAsync"/> takes.</summary>
    public const int MaxLtpKeys = 1000;

    /// <summary>Full quotes with depth and circuit limits by <c>NFO:NIFTY25NOV25000CE</c>. A key that the broker does not know is absent.</summary>
    public Task<Outcome<IReadOnlyDictionary<string, KiteQuote>>> QuotesAsync(
        string accessToken, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Quotes(accessToken, "/quote", keys, MaxQuoteKeys, KiteJson.Default.DictionaryStringKiteQuote, cancellationToken);

    /// <summary>Last prices; a key that the broker does not know is absent.</summary>
    public Task<Outcome<IReadOnlyDictionary<string, KiteLtp>>> LtpAsync(
        string accessToken, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Quotes(accessToken, "/quote/ltp", keys, MaxLtpKeys, KiteJson.Default.DictionaryStringKiteLtp, cancellationToken);

    /// <summary>Last and day prices; a key that the broker does not know is absent.</summary>
    public Task<Outcome<IReadOnlyDictionary<string, KiteOhlcQuote>>> OhlcAsync(
        string accessToken, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Quotes(accessToken, "/quote/ohlc", keys, MaxLtpKeys, KiteJson.Default.DictionaryStringKiteOhlcQuote, cancellationToken);

    /// <summary>Candles of an instrument; expired options have none.</summary>
    /// <param name="interval">See <see cref="Intervals"/> for the spans that the broker takes.</param>
    /// <param name="to">Includes a candle that opens at this time.</param>
    /// <param name="continuous">Joins expired futures; day candles only.</param>
    /// <param name="oi">Whether to ask for open interest.</param>
    public async Task<Outcome<IReadOnlyList<KiteCandle>>> HistoricalAsync(
        string accessToken, uint token, string interval, DateTimeOffset from, DateTimeOffset to, bool continuous, bool oi,
        CancellationToken cancellationToken)
    {
        var query = new Form();
        query.Add("from", Ist.Format(from));
        query.Add("to", Ist.Format(to));
        query.Add("continuous", continuous ? "1" : "0");
        query.Add("oi", oi ? "1" : "0");
        var call = Call.Read(accessToken, $"/instruments/historical/{token}/{Segment(interval)}", query);
        return (await Send(call, KiteJson.Default.CandleList, cancellationToken)).Map(static list => list.Candles);
    }

    /// <summary>Streams the day's instrument list, made about 08:00 IST. A damaged download is <see cref="OutcomeKind.Unknown"/>: try again later.</summary>
    /// <param name="exchange">One exchange, or null for all.</param>
    public Task<Outcome<InstrumentMaster>> InstrumentsAsync(string accessToken, string? exchange, CancellationToken cancellationToken)
    {
        var call = Call.Read(accessToken, exchange is null ? "/instruments" : $"/instruments/{Segment(exchange)}");
        return _transport.SendAsync(call, DownloadTimeout, ReadInstruments, cancellationToken);
    }

    async Task<Outcome<InstrumentMaster>> ReadInstruments(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode is >= 200 and < 300)
        {
            await using var stream = await KiteTransport.OpenAsync(response, cancellationToken);
            return await InstrumentMaster.LoadAsync(stream, cancellationToken);
        }

        using var document = Reply.Parse(await KiteTransport.BodyAsync(response, cancellationToken));
        // Outside 2xx there is always a failure to tell.
        return Reply.Failure<InstrumentMaster>((int)response.StatusCode, document?.RootElement, _transport.RetryAfter(response))!.Value;
    }

    async Task<Outcome<IReadOnlyDictionary<string, T>>> Quotes<T>(
        string accessToken, string path, IReadOnlyCollection<string> keys, int limit, JsonTypeInfo<Dictionary<string, T>> type,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count > limit)
        {
            return Outcome<IReadOnlyDictionary<string, T>>.Rejected(
                RejectionKind.Input, $"The broker takes {limit} instruments in a call and {keys.Count} were asked for. Split the call.");
        }

        if (keys.Count == 0)
            return Outcome<IReadOnlyDictionary<string, T>>.Accepted(new Dictionary<string, T>());
        var query = new Form();
        foreach (var key in keys)
            query.Add("i", key);
        var outcome = await Send(Call.Read(accessToken, path, query), type, cancellationToken);
        return outcome.Map<IReadOnlyDictionary<string, T>>(static map =>
        {
            foreach (var (key, quote) in map)
            {
                // Removing while enumerating is allowed for this dictionary.
                if (quote is null)
                    map.Remove(key);
            }

            return map;
        });
    }
}
