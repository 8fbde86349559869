using Grains.Orders;

namespace Grains.Tests.Orders;

public sealed class TradingDayTests
{
    [Theory]
    [InlineData("2025-11-21T18:29:59Z", "2025-11-21")]
    [InlineData("2025-11-21T18:30:00Z", "2025-11-22")]
    public void Days_change_at_midnight_in_India(string instant, string day) =>
        Assert.Equal(Day(day), TradingDay.Of(Instant(instant)));

    [Theory]
    [InlineData("2025-11-21T00:29:59Z", "2025-11-21T00:30:00Z")]
    [InlineData("2025-11-21T00:30:00Z", "2025-11-22T00:30:00Z")]
    [InlineData("2025-11-20T19:00:00Z", "2025-11-21T00:30:00Z")]
    public void Six_in_the_morning_is_in_India(string after, string next) => Assert.Equal(Instant(next), TradingDay.Next(Instant(after), 6));

    [Fact]
    public void A_day_ends_where_the_next_begins() => Assert.Equal(Instant("2025-11-21T18:30:00Z"), TradingDay.End(Day("2025-11-21")));

    static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
