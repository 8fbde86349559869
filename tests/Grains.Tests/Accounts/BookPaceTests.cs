using Grains.Accounts;
using Grains.Tests.Support;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Accounts;

public sealed class BookPaceTests
{
    readonly FakeTime time = new();

    [Fact]
    public void All_accounts_together_read_so_many_rows_a_second()
    {
        var pace = new BookPace(Options.Create(new BrokerOptions { BookRowsPerSecond = 1000 }), time);
        Assert.Equal(TimeSpan.FromMilliseconds(300), pace.Take(300));
        Assert.Equal(TimeSpan.FromMilliseconds(500), pace.Take(200));
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(TimeSpan.FromMilliseconds(200), pace.Take(100));
        // What was not read is not saved up.
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromMilliseconds(10), pace.Take(10));
    }
}
