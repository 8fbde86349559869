using System.Collections.Immutable;
using System.Globalization;
using Grains.Interfaces;
using Grains.Interfaces.Instruments;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Microsoft.Extensions.Options;

namespace Grains.Orders;

/// <summary>Pre-trade limits of an account and an owner: what one order may be here, how many there may be as caps for the insertion.</summary>
sealed class OrderLimits(IOptions<OrderOptions> options, IGrainFactory grains)
{
    OrderLimitOptions Limits => options.Value.Limits;

    /// <summary>The first limit that the order breaks.</summary>
    public async ValueTask<OrderProblem?> Check(string owner, string account, OrderRequest request)
    {
        foreach (var limit in Of(owner, account))
        {
            if (request.Quantity > limit.MaxQuantity)
                return OrderRules.Problem("limit_quantity", "quantity", $"quantity {request.Quantity} is above the limit of {limit.MaxQuantity}: send less, or have the limit raised.");
            if (limit.MaxValue is null && limit.PriceBandPercent is null)
                continue;
            var last = request.Price is null || limit.PriceBandPercent is not null ? await LastPrice(request) : null;
            if (Priced(request, limit, last) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>What the insertion is to count.</summary>
    public ImmutableArray<OrderCap> Caps(string owner, string account)
    {
        var caps = ImmutableArray.CreateBuilder<OrderCap>();
        Add(Limits, null);
        Add(Limits.Accounts.GetValueOrDefault(account), null);
        Add(Limits.Owners.GetValueOrDefault(owner), owner);
        return caps.ToImmutable();

        void Add(OrderLimit? limit, string? of)
        {
            if (limit?.MaxOpenOrders is not null || limit?.MaxOrdersPerDay is not null)
                caps.Add(new OrderCap(account, of, limit.MaxOpenOrders, limit.MaxOrdersPerDay));
        }
    }

    internal static OrderProblem? Priced(OrderRequest request, OrderLimit limit, decimal? last)
    {
        if (limit.PriceBandPercent is { } band && request.Price is { } price)
        {
            if (last is not { } middle)
            {
                return OrderRules.Problem(
                    "limit_price_band", "price",
                    $"There is no last price of {request.Exchange}:{request.Tradingsymbol} to measure the price by: subscribe to it first.");
            }
            if (Math.Abs(price - middle) > middle * band / 100)
                return OrderRules.Problem("limit_price_band", "price", $"The price {Text(price)} is more than {Text(band)} % away from the last price {Text(middle)}: move it closer.");
        }
        if (limit.MaxValue is not { } most)
            return null;
        if ((request.Price ?? last) is not { } each)
        {
            return OrderRules.Problem(
                "limit_value", "quantity", $"There is no last price of {request.Exchange}:{request.Tradingsymbol} to value the order by: subscribe to it first, or use LIMIT.");
        }
        return each * request.Quantity > most
            ? OrderRules.Problem("limit_value", "quantity", $"The order is worth {Text(each * request.Quantity)}, above the limit of {Text(most)}: send less.")
            : null;
    }

    async Task<decimal?> LastPrice(OrderRequest request) =>
        (await grains.GetGrain<IInstrumentGrain>(GrainKeys.Instrument($"{request.Exchange}:{request.Tradingsymbol}")).GetQuote())?.Quote.Ltp;

    IEnumerable<OrderLimit> Of(string owner, string account) =>
        new[] { Limits, Limits.Accounts.GetValueOrDefault(account), Limits.Owners.GetValueOrDefault(owner) }.OfType<OrderLimit>();

    static string Text(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);
}
