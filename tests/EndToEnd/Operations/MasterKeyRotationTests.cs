using System.Globalization;
using System.Text.Json;
using EndToEnd.Orders;
using EndToEnd.Support;
using Grains.Tests.Support;

namespace EndToEnd.Operations;

/// <summary>The master key as an operator makes and rotates it, with the program's own commands.</summary>
public sealed class MasterKeyRotationTests
{
    const string NoAddress = "http://127.0.0.1:0";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task After_keys_master_rotate_every_stored_secret_opens_with_the_new_key_and_none_with_the_old()
    {
        using var folder = new TemporaryFolder();
        var (key, copy) = (folder.At("master.key"), folder.At("before.key"));
        await using var receiver = new RawHttp((_, _) => RawHttp.Ok());
        await using var simulator = await SimulatorProcess.Start("--accounts", "2", "--rate", "0.1", "--no-limits");
        var settings = new Dictionary<string, string>(simulator.Settings())
        {
            ["Ticker__Subscriptions__Underlyings__0"] = "NIFTY",
            ["Ticker__Keys__File"] = key,
            ["Ticker__Webhooks__AllowPrivate"] = "true",
            ["Ticker__Webhooks__AllowHttp"] = "true",
        };
        await Command("keys", "master", "create");

        string webhookSecret;
        await using (var service = await ServiceProcess.Start(folder.At("data"), settings))
        {
            Assert.Contains("in use by another process", await Refused("keys", "master", "rotate"), StringComparison.Ordinal);
            webhookSecret = await Fill(service.Client, simulator, receiver);
            Assert.Equal(0, await service.Process.Stop());
        }

        File.Copy(key, copy);
        var logins = await Logins(simulator);
        var said = await Command("keys", "master", "rotate");
        // The credentials of the added account, a token of each of the two, the webhook's secret.
        Assert.Contains("4 secrets are wrapped under it, and the old keys are out of the file.", said, StringComparison.Ordinal);
        var (old, now) = (Assert.Single(KeyIds(copy)), Assert.Single(KeyIds(key)));
        Assert.NotEqual(old, now);

        await using (var service = await ServiceProcess.Start(folder.At("data"), settings))
        {
            await BecomesAccount(service.Client, "valid");
            Assert.Equal(logins, await Logins(simulator));
            var order = Sample.Limit(await Sample.Contract(service.Client), account: "second");
            var placed = await service.Client.Place("after", order);
            Assert.True(placed.Status == 201, placed.ToString());
            await receiver.Next();
            var request = receiver.Requests.Last();
            Assert.Equal("after", JsonElement.Parse(request.Body).GetProperty("order").GetProperty("client_order_id").GetString());
            Assert.Equal(WebhookSignature.Of(request, webhookSecret), request.Header("Ticker-Signature"));
            Assert.Equal(0, await service.Process.Stop());
        }

        // Whoever has the old file opens nothing.
        settings["Ticker__Keys__File"] = copy;
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ServiceProcess.FreePort()}");
        await using var blind = ServiceProcess.Launch([], address, folder.At("data"), settings);
        using var client = new ServiceClient(new(address));
        var account = await BecomesAccount(client, "needs_key");
        Assert.Contains(now, account.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);

        Task<string> Command(params string[] arguments) => Run(arguments, 0);

        Task<string> Refused(params string[] arguments) => Run(arguments, 1);

        async Task<string> Run(string[] arguments, int code)
        {
            await using var command = ServiceProcess.Launch(arguments, NoAddress, folder.At("data"), settings);
            var ended = await command.Exit(Patience);
            Assert.True(ended == code, command.Transcript);
            return Assert.Single(code == 0 ? command.Output : command.Errors);
        }
    }

    /// <summary>Adds an account and a webhook through the API; the webhook's secret.</summary>
    static async Task<string> Fill(ServiceClient service, SimulatorProcess simulator, RawHttp receiver)
    {
        var login = simulator.Accounts[1];
        var added = await service.Send(HttpMethod.Post, "/api/v1/accounts", JsonSerializer.Serialize(new
        {
            id = "second", broker = "simulator", user_id = login.UserId, api_key = login.ApiKey, api_secret = login.ApiSecret,
            rest = simulator.Rest, login = new Uri(simulator.Rest, "connect/login"), ticker = simulator.Ticker,
        }));
        Assert.True(added.Status == 201, added.ToString());
        await BecomesAccount(service, "valid");
        var registered = await service.Send(
            HttpMethod.Post, "/api/v1/webhooks", JsonSerializer.Serialize(new { url = receiver.Address + "hook", events = new[] { "order.placed" } }));
        Assert.True(registered.Status == 201, registered.ToString());
        return registered.Json.GetProperty("secret").GetString()!;
    }

    static async Task<JsonElement> BecomesAccount(ServiceClient service, string state) => (await Eventually.Becomes(
        "the added account", state, () => service.Get("/api/v1/accounts/second"),
        answer => answer.Status == 200 && answer.Json.GetProperty("state").GetString() == state, Patience)).Json;

    static async Task<int> Logins(SimulatorProcess simulator) => (await simulator.State()).GetProperty("requests").GetProperty("POST /session/token").GetInt32();

    static string[] KeyIds(string file) => [.. File.ReadLines(file).Where(l => !l.StartsWith('#')).Select(l => l.Split(' ')[0])];
}
