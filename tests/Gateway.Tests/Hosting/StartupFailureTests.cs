using System.Net.Sockets;
using Gateway.Hosting;
using Grains.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Silo;

namespace Gateway.Tests.Hosting;

public class StartupFailureTests
{
    public static TheoryData<Exception, string> Mendable => new()
    {
        { new StartupException("Set this."), "Set this." },
        { new AddressInUseException("in use."), "ASPNETCORE_URLS" },
        { new IOException("http://127.0.0.1:1 is in use.", new AddressInUseException("in use.")), "The port is taken (http://127.0.0.1:1 is in use)" },
        { new SocketException(99), "an address of this machine" },
        { new IOException("x", new SocketException(99)), "ASPNETCORE_URLS" },
        { new ArgumentOutOfRangeException("port"), "between 0 and 65535" },
    };

    [Theory]
    [MemberData(nameof(Mendable))]
    public void What_a_person_can_mend_is_one_sentence(Exception e, string part) => Assert.Contains(part, StartupFailure.Explain(e), StringComparison.Ordinal);

    [Fact]
    public void A_setting_of_the_wrong_type_is_one_sentence()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Ticker:Orders:SubmitDeadline", "soon")]).Build().GetSection("Ticker:Orders");
        var e = Assert.Throws<InvalidOperationException>(() => settings.Get<Grains.Orders.OrderOptions>());
        Assert.Contains("Ticker:Orders:SubmitDeadline is 'soon'", StartupFailure.Explain(e), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_our_own_keeps_its_stack() => Assert.Null(StartupFailure.Explain(new InvalidOperationException("bug")));

    [Fact]
    public async Task A_damaged_database_is_one_sentence()
    {
        using var folder = new Support.TempFolder();
        await File.WriteAllTextAsync(folder.File("ticker.db"), new string('x', 5000));
        var e = await Assert.ThrowsAnyAsync<DatabaseException>(() => TickerDatabase.Open(folder.File("ticker.db"), TimeProvider.System));
        Assert.Equal(e.Message, StartupFailure.Explain(e));
    }
}
