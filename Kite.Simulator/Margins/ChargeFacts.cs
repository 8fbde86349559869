namespace Kite.Simulator.Margins;

/// <summary>What trades cost, from a date on.</summary>
internal sealed record ChargeFacts(ChargeRates[] Rates)
{
    public ChargeRates On(DateOnly day) => Rates.LastOrDefault(r => r.From <= day) ?? Rates[0];
}

internal sealed record ChargeRates(DateOnly From, ChargeRate Option, ChargeRate Future, ChargeRate Delivery, ChargeRate Intraday);

/// <summary>Shares of the turnover; <paramref name="BrokerageMost"/> in rupees for one order. A brokerage rate of 0 with a most above 0 is flat.</summary>
internal sealed record ChargeRate(
    decimal BrokerageRate, decimal BrokerageMost, decimal TaxBuy, decimal TaxSell, decimal Exchange, decimal Sebi, decimal StampBuy, decimal Gst);
