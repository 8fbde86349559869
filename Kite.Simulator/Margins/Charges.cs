using Kite.Simulator.Market;

namespace Kite.Simulator.Margins;

/// <summary>The charges of one order, in rupees.</summary>
internal readonly record struct Charges(decimal Tax, decimal Exchange, decimal Sebi, decimal Brokerage, decimal Stamp, decimal Gst)
{
    public decimal Total => Tax + Exchange + Sebi + Brokerage + Stamp + Gst;

    public static Charges Of(ChargeFacts facts, DateOnly day, Instrument instrument, string product, bool buy, decimal turnover)
    {
        var rates = facts.On(day);
        var rate = instrument.IsOption ? rates.Option
            : instrument.Kind == InstrumentKind.Future ? rates.Future
            : product is "MIS" or "CO" ? rates.Intraday : rates.Delivery;
        var brokerage = rate.BrokerageRate == 0 ? rate.BrokerageMost : Math.Min(turnover * rate.BrokerageRate, rate.BrokerageMost);
        var (exchange, sebi) = (turnover * rate.Exchange, turnover * rate.Sebi);
        return new(
            turnover * (buy ? rate.TaxBuy : rate.TaxSell), exchange, sebi, brokerage, buy ? turnover * rate.StampBuy : 0,
            (brokerage + exchange + sebi) * rate.Gst);
    }

    public object Json(string taxType = "stt") => new
    {
        transaction_tax = (double)Tax,
        transaction_tax_type = taxType,
        exchange_turnover_charge = (double)Exchange,
        sebi_turnover_charge = (double)Sebi,
        brokerage = (double)Brokerage,
        stamp_duty = (double)Stamp,
        gst = new { igst = (double)Gst, cgst = 0, sgst = 0, total = (double)Gst },
        total = (double)Total,
    };
}
