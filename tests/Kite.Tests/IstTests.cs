namespace Kite.Tests;

public class IstTests
{
    [Theory]
    [InlineData("2025-11-11 09:15:01", "2025-11-11T09:15:01+05:30")]
    [InlineData("2025-11-11T09:15:00+0530", "2025-11-11T09:15:00+05:30")]
    [InlineData("2025-11-11T03:45:00+00:00", "2025-11-11T09:15:00+05:30")]
    [InlineData("2025-11-11T03:45:00Z", "2025-11-11T09:15:00+05:30")]
    [InlineData("2025-11-11", "2025-11-11T00:00:00+05:30")]
    public void Stamps_are_wall_clock_in_India_unless_they_say_otherwise(string text, string expected)
    {
        var stamp = Ist.Parse(text);
        Assert.Equal(expected, stamp!.Value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("16:00:36")]
    [InlineData("yesterday")]
    public void What_is_no_time_is_none(string text) => Assert.Null(Ist.Parse(text));

    [Fact]
    public void Exchange_stamps_are_seconds_since_1970_in_UTC()
    {
        Assert.Equal(new DateTimeOffset(2021, 7, 5, 10, 41, 27, Ist.Offset), Ist.FromUnixSeconds(1625461887));
        Assert.Null(Ist.FromUnixSeconds(0));
    }
}
