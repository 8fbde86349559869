using FsCheck;
using FsCheck.Fluent;
using Kite.Instruments;

namespace Kite.Tests.Instruments;

public class ContractTests
{
    // Ambedkar Jayanti and Republic Day 2026, as the exchange's list of holidays has them.
    static readonly DateOnly[] Holidays = [new(2026, 4, 14), new(2026, 1, 26)];

    [Fact]
    public async Task Every_derivative_of_a_list_is_found_by_its_terms_and_its_symbol_tells_them()
    {
        var master = await Lists.MasterAsync();
        foreach (var row in master.All.Where(i => i.IsDerivative))
        {
            Assert.True(master.TryFind(row.Contract!.Value, out var found));
            Assert.Same(row, found);
            Assert.True(KiteSymbol.TryParse(row.Tradingsymbol, row.Underlying, out var symbol));
            Assert.Equal((row.Strike, row.Type, row.Expiry!.Value.Year, row.Expiry.Value.Month), (symbol.Strike, symbol.Type, symbol.Year, symbol.Month));
            Assert.Equal(symbol.Expiry ?? row.Expiry, row.Expiry);
            Assert.Equal(row.Tradingsymbol, KiteSymbol.Of(row.Contract.Value, isMonthly: symbol.Day is null).ToString());
        }
    }

    [Fact]
    public async Task What_is_not_listed_is_not_found_and_shares_have_no_terms()
    {
        var master = await Lists.MasterAsync();
        Assert.False(master.TryFind(new Contract("NFO", "NIFTY", new DateOnly(2025, 8, 7), 24401, InstrumentType.Ce), out _));
        Assert.False(master.TryFind(new Contract("NFO", "NIFTY", new DateOnly(2025, 8, 8), 24400, InstrumentType.Ce), out _));
        Assert.False(master.TryFind(new Contract("NFO", "NIFTY", new DateOnly(2025, 8, 7), 0, InstrumentType.Fut), out _));
        Assert.True(master.TryGet(new InstrumentKey("NSE", "RELIANCE"), out var share));
        Assert.Null(share.Contract);
    }

    [Theory]
    // A Tuesday that is a holiday: the weekly option of that week carries Monday.
    [InlineData("2026-04-14", DayOfWeek.Tuesday, "2026-04-13", "NIFTY2641325000CE")]
    [InlineData("2026-04-16", DayOfWeek.Tuesday, "2026-04-13", "NIFTY2641325000CE")]
    [InlineData("2026-04-12", DayOfWeek.Tuesday, "2026-04-07", "NIFTY2640725000CE")]
    // A Monday that is a holiday: back over the weekend.
    [InlineData("2026-01-26", DayOfWeek.Monday, "2026-01-23", "NIFTY2612325000CE")]
    [InlineData("2025-10-14", DayOfWeek.Tuesday, "2025-10-14", "NIFTY25O1425000CE")]
    [InlineData("2025-11-11", DayOfWeek.Tuesday, "2025-11-11", "NIFTY25N1125000CE")]
    [InlineData("2025-12-02", DayOfWeek.Tuesday, "2025-12-02", "NIFTY25D0225000CE")]
    public void A_holiday_moves_a_weekly_expiry_and_its_symbol(string week, DayOfWeek weekday, string expected, string symbol)
    {
        var expiry = ExpiryDays.Weekly(DateOnly.Parse(week), weekday, Holidays.Contains);
        Assert.Equal(DateOnly.Parse(expected), expiry);
        Assert.Equal(symbol, KiteSymbol.Of(new Contract("NFO", "NIFTY", expiry, 25000, InstrumentType.Ce), isMonthly: false).ToString());
    }

    [Theory]
    [InlineData(2025, 9, DayOfWeek.Tuesday, "2025-09-30")]
    [InlineData(2026, 9, DayOfWeek.Tuesday, "2026-09-29")]
    [InlineData(2025, 8, DayOfWeek.Thursday, "2025-08-28")]
    [InlineData(2026, 4, DayOfWeek.Tuesday, "2026-04-28")]
    public void The_monthly_expiry_is_the_month_s_last_such_day(int year, int month, DayOfWeek weekday, string expected) =>
        Assert.Equal(DateOnly.Parse(expected), ExpiryDays.Monthly(year, month, weekday, Holidays.Contains));

    [Fact]
    public void Every_expiry_is_a_trading_day_of_its_week_or_before_and_every_symbol_of_it_comes_back()
    {
        var cases =
            from day in Gen.Choose(0, 12_000)
            from weekday in Gen.Elements(DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday)
            from holidays in Gen.Choose(0, 1 << 20)
            select (new DateOnly(2016, 1, 1).AddDays(day), weekday, holidays);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (day, weekday, holidays) = c;
            // Up to seven days on end: a fair that long was never closed.
            bool IsHoliday(DateOnly date) => date.DayNumber % 8 != 0 && (holidays & (1 << (date.DayNumber % 20))) != 0;
            var expiry = ExpiryDays.Weekly(day, weekday, IsHoliday);
            var symbol = KiteSymbol.Of(new Contract("NFO", "NIFTY", expiry, 25000.05m, InstrumentType.Pe), isMonthly: false);
            return !IsHoliday(expiry) && expiry.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && expiry <= day.AddDays(6)
                && KiteSymbol.TryParse(symbol.ToString(), "NIFTY", out var back) && back == symbol && back.Expiry == expiry;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(42, 7));
    }
}
