using Gateway.Endpoints;

namespace Gateway.Tests.Endpoints;

public class PagingTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("NFO:NIFTY25NOV25000CE")]
    [InlineData("NSE:NIFTY 50")]
    [InlineData("NSE:M&M")]
    public void The_cursor_of_a_page_is_taken(string? cursor) => Assert.Null(Paging.InstrumentCursor(cursor));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData(":NIFTY")]
    [InlineData("NFO:")]
    [InlineData("NFO:A\n")]
    public void What_no_page_gave_is_refused(string cursor) => Assert.Equal("malformed_cursor", Paging.InstrumentCursor(cursor)!.Code);
}
