namespace Kite.Simulator.MutualFunds;

/// <summary>The funds that can be bought; invented ones.</summary>
internal sealed record FundFacts(DateOnly AsOf, Fund[] Funds);

/// <param name="LeastPurchase">Rupees.</param>
/// <param name="LeastAdditional">Rupees.</param>
/// <param name="Nav">Net asset value of one unit in rupees.</param>
internal sealed record Fund(
    string Tradingsymbol, string Amc, string Name, decimal LeastPurchase, decimal LeastAdditional, string DividendType, string SchemeType,
    string SettlementType, decimal Nav);
