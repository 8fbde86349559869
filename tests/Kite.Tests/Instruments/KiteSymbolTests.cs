using FsCheck;
using FsCheck.Fluent;
using Kite.Instruments;

namespace Kite.Tests.Instruments;

public class KiteSymbolTests
{
    [Theory]
    [InlineData("NIFTY25NOVFUT", "NIFTY", 2025, 11, null, "0", InstrumentType.Fut)]
    [InlineData("RELIANCE26SEPFUT", "RELIANCE", 2026, 9, null, "0", InstrumentType.Fut)]
    [InlineData("NIFTY25NOV25000CE", "NIFTY", 2025, 11, null, "25000", InstrumentType.Ce)]
    [InlineData("NIFTY25N1125000CE", "NIFTY", 2025, 11, 11, "25000", InstrumentType.Ce)]
    [InlineData("NIFTY2580724400CE", "NIFTY", 2025, 8, 7, "24400", InstrumentType.Ce)]
    [InlineData("SENSEX2640977100PE", "SENSEX", 2026, 4, 9, "77100", InstrumentType.Pe)]
    [InlineData("BANKNIFTY2413137500CE", "BANKNIFTY", 2024, 1, 31, "37500", InstrumentType.Ce)]
    [InlineData("NIFTY25O1425000PE", "NIFTY", 2025, 10, 14, "25000", InstrumentType.Pe)]
    [InlineData("NIFTY25D3025000PE", "NIFTY", 2025, 12, 30, "25000", InstrumentType.Pe)]
    [InlineData("NIFTYNXT5025NOV70000CE", "NIFTYNXT50", 2025, 11, null, "70000", InstrumentType.Ce)]
    [InlineData("360ONE25NOV1000CE", "360ONE", 2025, 11, null, "1000", InstrumentType.Ce)]
    [InlineData("ITC25NOV402.5CE", "ITC", 2025, 11, null, "402.5", InstrumentType.Ce)]
    [InlineData("USDINR2580886.25PE", "USDINR", 2025, 8, 8, "86.25", InstrumentType.Pe)]
    [InlineData("M&M25NOV3000PE", "M&M", 2025, 11, null, "3000", InstrumentType.Pe)]
    public void Symbols_are_taken_apart_and_put_together(string symbol, string underlying, int year, int month, int? day, string strike, InstrumentType type)
    {
        Assert.True(KiteSymbol.TryParse(symbol, underlying, out var parsed));
        Assert.Equal(new KiteSymbol(underlying, year, month, day, decimal.Parse(strike, System.Globalization.CultureInfo.InvariantCulture), type), parsed);
        Assert.Equal(day is { } d ? new DateOnly(year, month, d) : null, parsed.Expiry);
        Assert.Equal(symbol, parsed.ToString());
    }

    [Theory]
    [InlineData("NIFTY25NOV25000CE", "BANKNIFTY")]
    [InlineData("NIFTY", "NIFTY")]
    [InlineData("NIFTYNXT5025NOV70000CE", "NIFTY")]
    [InlineData("NIFTY25NOVCE", "NIFTY")]
    [InlineData("NIFTY25NOV25000", "NIFTY")]
    [InlineData("NIFTY25NOV25000XX", "NIFTY")]
    [InlineData("NIFTY25NOV-5CE", "NIFTY")]
    [InlineData("NIFTY25NOV.5CE", "NIFTY")]
    [InlineData("NIFTY25NOV0CE", "NIFTY")]
    [InlineData("NIFTY25NOV5.CE", "NIFTY")]
    [InlineData("NIFTY25X1125000CE", "NIFTY")]
    [InlineData("NIFTY25N3125000CE", "NIFTY")]
    [InlineData("NIFTY25N0025000CE", "NIFTY")]
    [InlineData("NIFTYXXNOV25000CE", "NIFTY")]
    [InlineData("NIFTY25N11FUT", "NIFTY")]
    public void What_is_no_symbol_of_the_underlying_is_refused(string symbol, string underlying) =>
        Assert.False(KiteSymbol.TryParse(symbol, underlying, out _));

    [Fact]
    public void Every_symbol_survives_a_round_trip()
    {
        var symbols =
            from name in Gen.Elements("NIFTY", "NIFTYNXT50", "360ONE", "M&M", "BAJAJ-AUTO", "A1")
            from day in Gen.Choose(0, 36_000)
            from paise in Gen.Choose(1, 100_000_00)
            from form in Gen.Choose(0, 2)
            from type in Gen.Elements(InstrumentType.Ce, InstrumentType.Pe)
            let date = new DateOnly(2000, 1, 1).AddDays(day)
            select form switch
            {
                0 => KiteSymbol.Future(name, date.Year, date.Month),
                1 => KiteSymbol.Monthly(name, date.Year, date.Month, paise / 100m, type),
                _ => KiteSymbol.Weekly(name, date, paise / 100m, type),
            };
        Prop.ForAll(symbols.ToArbitrary(), symbol => KiteSymbol.TryParse(symbol.ToString(), symbol.Underlying, out var back) && back == symbol)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(42, 7));
    }
}
