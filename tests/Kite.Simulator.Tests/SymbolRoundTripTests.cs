using Kite.Instruments;
using Kite.Rest;
using Kite.Simulator.Market;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests;

/// <summary>The product's symbols against those of the simulator, which forms them by itself.</summary>
public sealed class SymbolRoundTripTests
{
    static readonly TradingCalendar Calendar = new(MarketFacts.Embedded);

    [Fact]
    public async Task Every_symbol_of_the_simulator_s_list_comes_back_and_every_expiry_is_the_calendar_s()
    {
        await using var sim = await Sim.StartAsync();
        using var http = new HttpClient();
        var client = new KiteRestClient(http, new(sim.Host.RestAddress, sim.Host.RestAddress, new("ws://127.0.0.1")), sim.Host.ApiKey, TimeProvider.System);
        var trader = await sim.LoginAsync();
        var session = await client.ExchangeAsync(new(sim.Host.ApiKey, sim.Host.ApiSecret), await trader.RequestTokenAsync(), CancellationToken.None);
        var outcome = await client.InstrumentsAsync(session.Value!.AccessToken, exchange: null, CancellationToken.None);
        var master = outcome.Value!;
        var derivatives = master.All.Where(i => i.IsDerivative).ToArray();
        Assert.True(derivatives.Length > 500);
        foreach (var row in derivatives)
        {
            var contract = row.Contract!.Value;
            Assert.True(KiteSymbol.TryParse(row.Tradingsymbol, row.Underlying, out var symbol), row.Tradingsymbol);
            Assert.Equal(row.Tradingsymbol, symbol.ToString());
            Assert.Equal(row.Tradingsymbol, KiteSymbol.Of(contract, isMonthly: symbol.Day is null).ToString());
            Assert.True(master.TryFind(contract, out var found) && ReferenceEquals(row, found), row.Tradingsymbol);
            if (row.Exchange != "NFO")
                continue;
            Assert.Equal(
                symbol.Expiry is { } weekly
                    ? ExpiryDays.Weekly(weekly, DayOfWeek.Tuesday, IsHoliday)
                    : ExpiryDays.Monthly(symbol.Year, symbol.Month, DayOfWeek.Tuesday, IsHoliday),
                contract.Expiry);
        }

        Assert.Contains(derivatives, i => i.Type == InstrumentType.Fut);
        Assert.Contains(derivatives, i => KiteSymbol.TryParse(i.Tradingsymbol, i.Underlying, out var symbol) && symbol.Day is not null);
    }

    static bool IsHoliday(DateOnly day) => !Calendar.IsTradingDay(day);
}
