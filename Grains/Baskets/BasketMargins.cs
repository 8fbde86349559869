using System.Globalization;
using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Kite;
using Kite.Rest;

namespace Grains.Baskets;

/// <summary>What the broker says that a basket needs, and whether the account has it.</summary>
/// <param name="Required">Rupees for all legs together, with the positions that are held.</param>
/// <param name="Unavailable">The broker could not be asked: nothing is known.</param>
readonly record struct MarginCheck(decimal? Required, OrderProblem? Problem, bool Unavailable = false);

/// <summary>Asks for the margin of a basket before it is stored.</summary>
sealed class BasketMargins(IGrainFactory grains, BrokerClients clients, TimeProvider time)
{
    /// <summary>How long a question waits for room in the account's budget.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public async Task<MarginCheck> Check(string account, IEnumerable<OrderRequest> legs, CancellationToken cancellationToken)
    {
        var (needed, whyNot) = await Ask(account, (client, token) => client.BasketMarginAsync(token, [.. legs.Select(Question)], considerPositions: true, compact: false, cancellationToken));
        if (needed is null)
            return new(null, Unknown(whyNot), true);
        var (funds, noFunds) = await Ask(account, (client, token) => client.MarginsAsync(token, cancellationToken));
        if (funds is null)
            return new(null, Unknown(noFunds), true);
        var (required, available) = (needed.Initial.Total, funds.Equity?.Net ?? 0);
        return new(required, required > available
            ? OrderRules.Problem(
                "insufficient_margin", null,
                $"The basket needs {Rupees(required)} and the account has {Rupees(available)}: reduce it, or add funds. Nothing was sent.")
            : null);
    }

    async Task<(T? Value, string WhyNot)> Ask<T>(string account, Func<KiteRestClient, string, Task<Outcome<T>>> ask)
        where T : class
    {
        var grain = grains.GetGrain<IAccountGrain>(GrainKeys.Account(account));
        var began = time.GetTimestamp();
        Permit permit;
        while (!(permit = await grain.AcquirePermit(RequestKind.Other)).Granted)
        {
            if (time.GetElapsedTime(began) + permit.RetryAfter > s_patience)
                return (null, permit.Reason);
            await Task.Delay(permit.RetryAfter, time);
        }

        var outcome = await ask(clients.For(account), permit.AccessToken!);
        if (outcome is { Kind: OutcomeKind.Rejected, Rejection: RejectionKind.Token })
            await grain.ReportTokenRejected(permit.Generation, outcome.Message);
        return (outcome.Value, outcome.Message);
    }

    static MarginOrder Question(OrderRequest leg) => new()
    {
        Exchange = leg.Exchange,
        Tradingsymbol = leg.Tradingsymbol,
        TransactionType = leg.TransactionType,
        Product = leg.Product,
        OrderType = leg.OrderType,
        Quantity = leg.Quantity,
        Price = leg.Price ?? 0,
        TriggerPrice = leg.TriggerPrice ?? 0,
        Variety = leg.Variety,
    };

    static OrderProblem Unknown(string why) => OrderRules.Problem("margin_unknown", null, $"The broker could not be asked for the basket's margin ({why.TrimEnd('.')}), and nothing was sent: try again.");

    static string Rupees(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture) + " rupees";
}
