namespace Kite.Simulator.Margins;

/// <summary>What an order, or a basket as a whole, blocks; in rupees.</summary>
internal readonly record struct MarginFigure(string Type, string Symbol, string Exchange, decimal Span, decimal Exposure, decimal Premium, decimal Var, Charges Charges)
{
    public decimal Total => Span + Exposure + Premium + Var;

    public object Json() => new
    {
        type = Type,
        tradingsymbol = Symbol,
        exchange = Exchange,
        span = (double)Span,
        exposure = (double)Exposure,
        option_premium = (double)Premium,
        additional = 0,
        bo = 0,
        cash = 0,
        var = (double)Var,
        pnl = new { realised = 0, unrealised = 0 },
        leverage = Type.Length == 0 ? 0 : 1,
        charges = Charges.Json(Type.Length == 0 ? "" : "stt"),
        total = (double)Total,
    };

    public object Compact() => new { type = Type, tradingsymbol = Symbol, exchange = Exchange, total = (double)Total };
}
