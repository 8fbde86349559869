namespace Kite.Simulator.Orders;

/// <summary>One user's position in one contract and product. Quantities are units, values rupees.</summary>
internal sealed class Position(string userId, string product, uint token, string symbol)
{
    public string UserId { get; } = userId;
    public string Product { get; } = product;
    public uint Token { get; } = token;
    public string Symbol { get; } = symbol;
    public int Carried { get; init; }
    public decimal CarriedAverage { get; init; }
    public decimal CarriedClose { get; init; }
    public int DayBought { get; private set; }
    public decimal DayBoughtValue { get; private set; }
    public int DaySold { get; private set; }
    public decimal DaySoldValue { get; private set; }

    public int Quantity => Carried + DayBought - DaySold;

    public int Bought => DayBought + Math.Max(Carried, 0);

    public int Sold => DaySold + Math.Max(-Carried, 0);

    public decimal BoughtValue => DayBoughtValue + (Math.Max(Carried, 0) * CarriedAverage);

    public decimal SoldValue => DaySoldValue + (Math.Max(-Carried, 0) * CarriedAverage);

    public decimal BoughtAtMarket => DayBoughtValue + (Math.Max(Carried, 0) * CarriedClose);

    public decimal SoldAtMarket => DaySoldValue + (Math.Max(-Carried, 0) * CarriedClose);

    /// <summary>Of the side that is open; 0 when squared off.</summary>
    public decimal Average => Quantity > 0 ? BoughtValue / Bought : Quantity < 0 ? SoldValue / Sold : 0;

    public void Add(bool buy, int quantity, decimal price)
    {
        if (buy)
        {
            DayBought += quantity;
            DayBoughtValue += quantity * price;
        }
        else
        {
            DaySold += quantity;
            DaySoldValue += quantity * price;
        }
    }
}
