using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using EndToEnd.Support;

namespace EndToEnd.Refusals;

/// <summary>A start that cannot succeed ends with exit code 1 and one sentence that says what to do.</summary>
public sealed class BadStartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var sentence = await Refusal($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}", folder.At("data"));

        Assert.Contains("ASPNETCORE_URLS", sentence, StringComparison.Ordinal);
        Assert.Contains("taken", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_below_a_file()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.At("file"), "a file");

        var sentence = await Refusal(FreeAddress, Path.Combine(folder.At("file"), "data"));

        Assert.Contains("TICKER_DATA", sentence, StringComparison.Ordinal);
        Assert.Equal("a file", await File.ReadAllTextAsync(folder.At("file")));
    }

    [Fact]
    public async Task A_data_folder_that_another_process_uses()
    {
        using var folder = new TemporaryFolder();
        await using var first = await ServiceProcess.Start(folder.At("data"));

        var sentence = await Refusal(FreeAddress, folder.At("data"));

        Assert.Contains("in use by another process", sentence, StringComparison.Ordinal);
        Assert.Equal(200, (await first.Client.Get("/health/ready")).Status);
    }

    [Theory]
    [InlineData("ticker.db")]
    [InlineData("grains.db")]
    public async Task A_damaged_database_which_is_left_as_it_is(string database)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(Directory.CreateDirectory(folder.At("data")).FullName, database);
        var bytes = RandomNumberGenerator.GetBytes(20_000);
        await File.WriteAllBytesAsync(file, bytes);

        var sentence = await Refusal(FreeAddress, folder.At("data"));

        Assert.Contains(database, sentence, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Theory]
    [InlineData("Ticker__Pricing__Rate", "0.9", "0.5")]
    [InlineData("Ticker__Pricing__Rate", "high", "Ticker:Pricing:Rate")]
    [InlineData("Ticker__Pricing__Interval", "01:00:00", "must be between 00:00:00.010 and 00:00:05")]
    [InlineData("Ticker__Simulator__Speed", "-1", "between 0.01 and 1000")]
    [InlineData("Ticker__Simulator__Rate", "5000", "must be between")]
    [InlineData("Ticker__Orders__SubmitDeadline", "02:00:00", "must be between")]
    [InlineData("Ticker__Broker__OrdersPerSecond", "0", "must be between 3 and 1000")]
    public async Task A_setting_outside_its_range(string name, string value, string says)
    {
        using var folder = new TemporaryFolder();

        var sentence = await Refusal(FreeAddress, folder.At("data"), new() { [name] = value });

        Assert.Contains(name.Replace("__", ":", StringComparison.Ordinal), sentence, StringComparison.Ordinal);
        Assert.Contains(says, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_others_can_reach_without_a_key()
    {
        using var folder = new TemporaryFolder();

        var sentence = await Refusal($"http://0.0.0.0:{ServiceProcess.FreePort()}", folder.At("data"));

        Assert.Contains("keys create", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_broker_without_a_key()
    {
        using var folder = new TemporaryFolder();

        var sentence = await Refusal(FreeAddress, folder.At("data"), new()
        {
            ["Ticker__Accounts__0__Id"] = "desk", ["Ticker__Accounts__0__Broker"] = "kite", ["Ticker__Accounts__0__ApiKey"] = "key", ["Ticker__Accounts__0__ApiSecret"] = "not-a-secret",
            // Nothing listens there: should it start after all, it reaches nobody.
            ["Ticker__Accounts__0__Rest"] = "http://127.0.0.1:9", ["Ticker__Accounts__0__Login"] = "http://127.0.0.1:9", ["Ticker__Accounts__0__Ticker"] = "ws://127.0.0.1:9",
        });

        Assert.Contains("keys create", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_postgresql_server_that_cannot_be_reached()
    {
        using var folder = new TemporaryFolder();

        var sentence = await Refusal(FreeAddress, folder.At("data"), new()
        {
            ["ConnectionStrings__Ticker"] = "Host=127.0.0.1;Port=9;Database=d;Username=u;Password=not-a-secret", ["Ticker__Database__StartTimeout"] = "00:00:03",
        });

        Assert.Contains("127.0.0.1:9", sentence, StringComparison.Ordinal);
        Assert.Contains("tried for 3 s", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_its_secret()
    {
        using var folder = new TemporaryFolder();

        var sentence = await Refusal(FreeAddress, folder.At("data"), new() { ["Ticker__Accounts__0__Id"] = "desk", ["Ticker__Accounts__0__ApiKey"] = "key" });

        Assert.Contains("Ticker:Accounts:0:ApiSecret", sentence, StringComparison.Ordinal);
    }

    static string FreeAddress => $"http://127.0.0.1:{ServiceProcess.FreePort()}";

    async Task<string> Refusal(string address, string data, Dictionary<string, string>? settings = null)
    {
        await using var service = ServiceProcess.Launch([], address, data, settings);
        var code = await service.Exit(TimeSpan.FromSeconds(30));
        output.WriteLine(service.Transcript);
        Assert.Equal(1, code);
        var sentence = Assert.Single(service.Errors);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Output, l => l.Contains("   at ", StringComparison.Ordinal));
        return sentence;
    }
}
