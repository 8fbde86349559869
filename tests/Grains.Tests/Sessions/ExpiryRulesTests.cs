using Grains.Tests.Market.Support;

namespace Grains.Tests.Sessions;

public class ExpiryRulesTests
{
    static readonly TimeSpan Ist = new(5, 30, 0);

    [Theory]
    [InlineData("NFO", "2025-11-25", "15:30")]
    [InlineData("BFO", "2025-11-27", "15:30")]
    [InlineData("NFO", "2026-08-02", "15:30")]
    [InlineData("NFO", "2026-08-03", "15:40")]
    [InlineData("BFO", "2026-12-31", "15:40")]
    public void The_session_of_an_expiry_ends_by_the_rule_of_its_date(string exchange, string date, string end)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        var (expiry, sessionEnd) = Listing.Rules.For(exchange, day);
        Assert.Equal(new DateTimeOffset(day.ToDateTime(new TimeOnly(15, 30)), Ist), expiry);
        Assert.Equal(new DateTimeOffset(day.ToDateTime(TimeOnly.Parse(end, System.Globalization.CultureInfo.InvariantCulture)), Ist), sessionEnd);
    }

    [Fact]
    public void An_exchange_without_a_rule_is_named()
    {
        var e = Assert.Throws<ArgumentException>(() => Listing.Rules.For("LSE", Listing.Near));
        Assert.Contains("LSE", e.Message, StringComparison.Ordinal);
        Assert.Contains("expiry-rules.json", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_before_every_rule_has_none() => Assert.Throws<ArgumentException>(() => Listing.Rules.For("NFO", new DateOnly(1999, 12, 31)));
}
