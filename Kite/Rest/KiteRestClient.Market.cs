using System.Text.Json.Serialization.Metadata;
using Kite.Budgets;
using Kite.Instruments;

namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>Keys that the broker takes in one call for full quotes.</summary>
    public const int MaxQuoteKeys = 500;

    /// <summary>Keys that the broker takes in one call for last or day prices.</summary>
    public const int MaxLtpKeys = 1000;

    // Beyond this a request line is refused by what stands before the broker: about 825 long symbols were seen to be.
    const int MaxQueryLength = 8000;

    /// <summary>
    /// Full quotes with depth and circuit limits by <c>NFO:NIFTY25NOV25000CE</c>. A key that the broker does not know is absent. More than
    /// <see cref="MaxQuoteKeys"/> go out as several calls; if one fails, its failure is the outcome.
    /// </summary>
    public Task<Outcome<IReadOnlyDictionary<string, KiteQuote>>> QuotesAsync(
        string accessToken, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Quotes(accessToken, "/quote", keys, MaxQuoteKeys, KiteJson.Default.DictionaryStringKiteQuote, cancellationToken);

    /// <summary>Last prices; otherwise like <see cref="QuotesAsync"/>, with <see cref="MaxLtpKeys"/> in a call.</summary>
    public Task<Outcome<IReadOnlyDictionary<string, KiteLtp>>> LtpAsync(
        string accessToken, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Quotes(accessToken, "/quote/ltp", keys, MaxLtpKeys, KiteJson.Default.DictionaryStringKiteLtp, cancellationToken);

    /// <summary>Last and day prices; otherwise like <see cref="QuotesAsync"/>, with <see cref="MaxLtpKeys"/> in a call.</summary>
    public Task<Outcome<IReadOnlyDictionary<string, KiteOhlcQuote>>> OhlcAsync(
        string accessToken, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Quotes(accessToken, "/quote/ohlc", keys, MaxLtpKeys, KiteJson.Default.DictionaryStringKiteOhlcQuote, cancellationToken);

    async Task<Outcome<IReadOnlyDictionary<string, T>>> Quotes<T>(
        string accessToken, string path, IReadOnlyCollection<string> keys, int limit, JsonTypeInfo<Dictionary<string, T>> type,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(keys);
        var quotes = new Dictionary<string, T>(keys.Count, StringComparer.Ordinal);
        foreach (var query in QuoteQueries(keys, limit))
        {
            var call = Call.Read(accessToken, path, query) with { Class = RequestClass.Quote };
            var outcome = await Send(call, type, cancellationToken);
            if (!outcome.IsAccepted)
                return outcome.Map<IReadOnlyDictionary<string, T>>(static map => map);
            foreach (var (key, quote) in outcome.Value!)
            {
                if (quote is not null)
                    quotes[key] = quote;
            }
        }

        return Outcome<IReadOnlyDictionary<string, T>>.Accepted(quotes);
    }

    internal static IEnumerable<Form> QuoteQueries(IEnumerable<string> keys, int limit)
    {
        var query = new Form();
        var count = 0;
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            // Every character may take three when it is escaped.
            if (count == limit || query.Length + (3 * key.Length) > MaxQueryLength)
            {
                yield return query;
                query = new Form();
                count = 0;
            }

            query.Add("i", key);
            count++;
        }

        if (count > 0)
            yield return query;
    }

    /// <summary>Streams the day's instrument list, made about 08:00 IST. A damaged download is <see cref="OutcomeKind.Unknown"/>: try again later.</summary>
    /// <param name="exchange">One exchange, or null for all.</param>
    /// <param name="atLeast">Rows that a whole list has; half of the last one's is a good measure.</param>
    public Task<Outcome<InstrumentMaster>> InstrumentsAsync(
        string accessToken, string? exchange, CancellationToken cancellationToken, int atLeast = 1) => Download(
        Call.Read(accessToken, exchange is null ? "/instruments" : $"/instruments/{Segment(exchange)}"),
        (stream, token) => InstrumentMaster.LoadAsync(stream, token, atLeast),
        cancellationToken);
}
