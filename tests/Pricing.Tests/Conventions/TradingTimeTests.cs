using Pricing.Conventions;

namespace Pricing.Tests.Conventions;

/// <summary>2025-11-17 is a Monday; the 19th is made a holiday here.</summary>
public class TradingTimeTests
{
    private static readonly TimeOnly Open = new(9, 15);
    private static readonly TimeOnly Close = new(15, 30);

    [Theory]
    [InlineData("2025-11-17 15:30", "2025-11-18 15:30", 1)]
    [InlineData("2025-11-17 15:30", "2025-11-20 15:30", 2)]
    [InlineData("2025-11-14 15:30", "2025-11-17 15:30", 1)]
    [InlineData("2025-11-17 09:15", "2025-11-17 15:30", 1)]
    [InlineData("2025-11-17 12:22:30", "2025-11-17 15:30", 0.5)]
    [InlineData("2025-11-17 08:00", "2025-11-17 12:22:30", 0.5)]
    [InlineData("2025-11-15 12:00", "2025-11-16 12:00", 0)]
    [InlineData("2025-11-18 15:30", "2025-11-17 15:30", 0)]
    [InlineData("2025-11-17 15:30", "2025-12-17 15:30", 21)]
    public void Sessions_count_and_nights_do_not_unless_told(string from, string to, double days) =>
        Assert.Equal(days / 252, new TradingTime(IsTradingDay, Open, Close).Years(At(from), At(to)), 1e-12);

    [Theory]
    [InlineData("2025-11-17 15:30", "2025-11-18 15:30", 1)]
    [InlineData("2025-11-17 15:30", "2025-11-18 09:15", 0.4)]
    [InlineData("2025-11-18 15:30", "2025-11-20 15:30", 1)]
    [InlineData("2025-11-18 15:30", "2025-11-19 12:22:30", 0.2)]
    [InlineData("2025-11-14 15:30", "2025-11-17 12:22:30", 0.7)]
    public void Nights_and_holidays_share_what_the_session_leaves(string from, string to, double days) =>
        Assert.Equal(days / 252, new TradingTime(IsTradingDay, Open, Close, 0.6).Years(At(from), At(to)), 1e-12);

    [Fact]
    public void A_profile_moves_weight_to_the_open()
    {
        var clock = new TradingTime(IsTradingDay, Open, Close, 1, [3, 1]);
        Assert.Equal(0.75 / 252, clock.Years(At("2025-11-17 09:15"), At("2025-11-17 12:22:30")), 1e-12);
        Assert.Equal(0.25 / 252, clock.Years(At("2025-11-17 12:22:30"), At("2025-11-17 20:00")), 1e-12);
    }

    [Fact]
    public void Time_adds_up_whatever_the_cut()
    {
        var clock = new TradingTime(IsTradingDay, Open, Close, 0.7, [3, 1, 1, 2]);
        var (from, to) = (At("2025-11-14 11:00"), At("2025-11-25 14:00"));
        var all = clock.Years(from, to);
        for (var cut = from; cut < to; cut = cut.AddMinutes(97))
            Assert.Equal(all, clock.Years(from, cut) + clock.Years(cut, to), 1e-12);
    }

    [Fact]
    public void Settings_without_meaning_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TradingTime(IsTradingDay, Close, Open));
        Assert.Throws<ArgumentException>(() => new TradingTime(IsTradingDay, Open, Close, 1.1));
        Assert.Throws<ArgumentException>(() => new TradingTime(IsTradingDay, Open, Close, 1, [0]));
        Assert.Throws<ArgumentException>(() => new TradingTime(IsTradingDay, Open, Close, 1, [1, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TradingTime(IsTradingDay, Open, Close).Years(At("1900-01-01 00:00"), At("2025-01-01 00:00")));
    }

    [Fact]
    public void An_exchange_without_sessions_has_no_time() =>
        Assert.Equal(0, new TradingTime(_ => false, Open, Close, 0.5).Years(At("2025-11-14 11:00"), At("2025-11-25 14:00")));

    private static bool IsTradingDay(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && date != new DateOnly(2025, 11, 19);

    private static DateTimeOffset At(string text) =>
        new(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), new(5, 30, 0));
}
