namespace Gateway.Tests.Support;

static class OrderSamples
{
    /// <summary>The body of a buy far below the market, so that it stays open.</summary>
    public static async Task<Dictionary<string, object?>> BuyBelowMarket(this Service service)
    {
        var chain = (await service.Get("/api/v1/chains/NIFTY")).IsOk().Json;
        var atm = chain.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("strike").GetDecimal() == chain.GetProperty("atm_strike").GetDecimal()).GetProperty("call");
        var instrument = atm.GetProperty("instrument").GetString()!;
        var lot = (await service.Get("/api/v1/instruments/" + instrument)).Json.GetProperty("lot_size").GetInt32();
        return new()
        {
            ["exchange"] = "NFO", ["tradingsymbol"] = instrument[4..], ["transaction_type"] = "BUY", ["order_type"] = "LIMIT", ["product"] = "NRML", ["quantity"] = lot,
            ["price"] = Math.Round(atm.GetProperty("ltp").GetDecimal() * 0.7m, 0),
        };
    }
}
