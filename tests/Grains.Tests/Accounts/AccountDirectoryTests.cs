using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Secrets;
using Grains.Tests.Support;
using Kite.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Accounts;

public sealed class SqliteAccountDirectoryTests(BrokerFixture broker) : AccountDirectoryTests(new SqliteDatabases(), broker);

[Collection(PostgresCollection.Name)]
public sealed class PostgresAccountDirectoryTests(PostgresInstance instance, BrokerFixture broker) : AccountDirectoryTests(new PostgresDatabases(instance), broker);

/// <summary>Accounts that operators add, with a key file, across restarts, whichever database the grains' settings are in.</summary>
public abstract class AccountDirectoryTests : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    readonly IDatabases databases;
    readonly BrokerFixture broker;

    private protected AccountDirectoryTests(IDatabases databases, BrokerFixture broker) => (this.databases, this.broker) = (databases, broker);

    string KeyFile => folder.File("master.key");

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        MasterKeyFile.Create(KeyFile);
    }

    public Task DisposeAsync()
    {
        databases.Dispose();
        folder.Dispose();
        return Task.CompletedTask;
    }

    Task<OrderWorld> Start(bool withKey = true) => databases.Start(broker, services => services.AddSecrets(new KeyOptions { File = withKey ? KeyFile : null }));

    NewAccount Second(string id = "second") => new()
    {
        Id = id,
        Broker = "simulator",
        UserId = broker.Simulator.UserId,
        ApiKey = broker.Simulator.ApiKey,
        ApiSecret = broker.Simulator.ApiSecret,
        Rest = broker.Addresses.Rest.ToString(),
        Login = broker.Addresses.Login.ToString(),
        Ticker = broker.Addresses.Ticker.ToString(),
    };

    static IAccountDirectoryGrain Directory(OrderWorld world) => world.Client.GetGrain<IAccountDirectoryGrain>(GrainKeys.Accounts);

    static IAccountGrain Account(OrderWorld world, string id) => world.Client.GetGrain<IAccountGrain>(GrainKeys.Account(id));

    [Fact]
    public async Task An_account_that_was_added_logs_in_trades_and_is_there_after_a_restart()
    {
        await using (var world = await Start())
        {
            Assert.Equal(AccountChange.Done, await Directory(world).Add(Second()));
            Assert.Equal("account_exists", (await Directory(world).Add(Second())).Code);
            Assert.Equal(TokenState.Valid, (await Account(world, "second").GetSession()).State);
            var reply = await world.Order("a").Place(world.Request() with { Account = "second" });
            Assert.Equal((OrderReplyKind.Accepted, "second"), (reply.Kind, reply.Order!.Account));
        }

        Assert.DoesNotContain(broker.Simulator.ApiSecret, await databases.Text(), StringComparison.Ordinal);
        await using var again = await Start();
        Assert.Equal(["sim", "second"], (await Directory(again).Ids()).ToArray());
        var status = await Account(again, "second").GetStatus();
        Assert.Equal((TokenState.Valid, "api"), (status.State, status.Origin));
    }

    [Fact]
    public async Task What_was_added_rotated_and_disabled_is_there_after_a_restart_and_no_secret_in_clear()
    {
        await using (var world = await Start())
        {
            Assert.Equal(AccountChange.Done, await Directory(world).Add(Second() with { ApiSecret = "a-wrong-secret" }));
            Assert.Equal(AccountChange.Done, await Directory(world).Rotate("second", broker.Simulator.ApiKey, broker.Simulator.ApiSecret));
            Assert.Equal(AccountChange.Done, await Directory(world).Add(Second("third")));
            Assert.Equal(AccountChange.Done, await Directory(world).SetEnabled("third", false));
        }

        var stored = await databases.Text();
        Assert.Contains("third", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-secret", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(broker.Simulator.ApiSecret, stored, StringComparison.Ordinal);
        await using var again = await Start();
        Assert.Equal(["sim", "second", "third"], (await Directory(again).Ids()).ToArray());
        Assert.Equal(TokenState.Valid, (await Account(again, "second").GetSession()).State);
        Assert.Equal(TokenState.Disabled, (await Account(again, "third").GetSession()).State);
        Assert.Equal(AccountChange.Done, await Directory(again).SetEnabled("third", true));
        Assert.Equal(TokenState.Valid, (await Account(again, "third").GetSession()).State);
    }

    [Fact]
    public async Task A_restart_within_the_tokens_life_needs_no_login()
    {
        string token;
        await using (var world = await Start())
            token = (await world.Account.GetSession()).AccessToken!;
        var logins = await broker.Requests("POST /session/token");
        await using var again = await Start();
        var session = await again.Account.GetSession();
        Assert.Equal((token, 1), (session.AccessToken, session.Generation));
        Assert.Equal(logins, await broker.Requests("POST /session/token"));
        Assert.DoesNotContain(token, await databases.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_master_key_a_stored_account_needs_it_and_nothing_is_stored_in_clear()
    {
        await using (var world = await Start())
            Assert.Equal(AccountChange.Done, await Directory(world).Add(Second()));
        await using var blind = await Start(withKey: false);
        var status = await Account(blind, "second").GetStatus();
        Assert.Equal((TokenState.NeedsKey, "down"), (status.State, status.Health));
        Assert.Contains("keys master create", status.Reasons[0], StringComparison.Ordinal);
        Assert.False((await Account(blind, "second").AcquirePermit(RequestKind.Order)).Granted);
        Assert.Equal("needs_key", (await Directory(blind).Add(Second("third"))).Code);
        // The configured account works on, with a token in memory only.
        Assert.Equal(TokenState.Valid, (await blind.Account.GetSession()).State);
    }

    [Fact]
    public async Task A_rotated_secret_counts_at_once_and_wins_over_the_settings()
    {
        await using var world = await Start();
        Assert.Equal(AccountChange.Done, await Directory(world).Rotate("sim", broker.Simulator.ApiKey, "a-wrong-secret"));
        await world.Account.ReportTokenRejected((await world.Account.GetSession()).Generation, "test");
        var refused = await world.Account.GetSession();
        Assert.Equal((TokenState.Rejected, null), (refused.State, refused.AccessToken));
        Assert.Equal(AccountChange.Done, await Directory(world).Rotate("sim", broker.Simulator.ApiKey, broker.Simulator.ApiSecret));
        Assert.Equal(TokenState.Valid, (await world.Account.GetSession()).State);
        Assert.Equal("api", (await world.Account.GetStatus()).Origin);
    }

    [Fact]
    public async Task An_account_that_is_disabled_takes_no_orders_until_it_is_enabled()
    {
        await using var world = await Start();
        Assert.Equal(AccountChange.Done, await Directory(world).Add(Second()));
        await Account(world, "second").GetSession();
        Assert.Equal(AccountChange.Done, await Directory(world).SetEnabled("second", false));
        Assert.Equal(TokenState.Disabled, (await Account(world, "second").GetSession()).State);
        var refused = await world.Order("a").Place(world.Request() with { Account = "second" });
        Assert.Equal("account_unusable", refused.Problem!.Code);
        // The only one that is left is the one that auto means.
        Assert.Equal("sim", (await world.Order("b").Place(world.Request())).Order!.Account);
        Assert.Equal(AccountChange.Done, await Directory(world).SetEnabled("second", true));
        Assert.Equal(TokenState.Valid, (await Account(world, "second").GetSession()).State);
        Assert.Equal("unknown_account", (await world.Order("c").Place(world.Request())).Problem!.Code);
    }

    [Fact]
    public async Task The_primary_account_is_switched_kept_and_not_removed()
    {
        await using (var world = await Start())
        {
            await Directory(world).Add(Second());
            Assert.Equal(AccountChange.Done, await Directory(world).SetPrimary("second"));
            Assert.Equal(["second", "sim"], (await Directory(world).Ids()).ToArray());
            Assert.Equal("primary_account", (await Directory(world).Remove("second")).Code);
            Assert.Equal("primary_account", (await Directory(world).SetEnabled("second", false)).Code);
            Assert.Equal("configured_account", (await Directory(world).Remove("sim")).Code);
            Assert.Equal("unknown_account", (await Directory(world).SetPrimary("nobody")).Code);
        }

        await using var again = await Start();
        Assert.True((await Account(again, "second").GetStatus()).Primary);
        await Directory(again).SetPrimary("sim");
        Assert.Equal(AccountChange.Done, await Directory(again).Remove("second"));
        Assert.Equal(["sim"], (await Directory(again).Ids()).ToArray());
        await Assert.ThrowsAsync<ArgumentException>(() => Account(again, "second").GetStatus());
    }

    [Fact]
    public async Task A_rotation_of_the_master_key_wraps_everything_and_the_old_key_may_go()
    {
        await using (var world = await Start())
        {
            await Directory(world).Add(Second());
            await world.Account.GetSession();
            MasterKeyFile.Add(KeyFile);
            File.SetLastWriteTimeUtc(KeyFile, File.GetLastWriteTimeUtc(KeyFile).AddSeconds(2));
            var reply = await Directory(world).Rewrap();
            Assert.Empty(reply.Failures);
            // The credentials of one account and the tokens of those that are logged in.
            Assert.InRange(reply.Rewrapped, 2, 3);
        }

        MasterKeyFile.DropOld(KeyFile);
        var logins = await broker.Requests("POST /session/token");
        await using var again = await Start();
        Assert.Equal(TokenState.Valid, (await again.Account.GetSession()).State);
        Assert.Equal(logins, await broker.Requests("POST /session/token"));
        Assert.NotEqual(TokenState.NeedsKey, (await Account(again, "second").GetStatus()).State);
    }

    [Fact]
    public async Task A_real_account_is_refused_while_requests_without_a_key_are_let_in()
    {
        await using var world = await databases.Start(
            broker, services => services.AddSecrets(new KeyOptions { File = KeyFile }).AddSingleton(new AccountPolicy(AllowsLive: false)));
        Assert.Equal("keys_required", (await Directory(world).Add(Second() with { Broker = "kite", Rest = null, Login = null, Ticker = null })).Code);
    }

    public static TheoryData<string, NewAccount> Wrong => new()
    {
        { "invalid_id", Simple with { Id = "a b" } },
        { "invalid_id", Simple with { Id = "" } },
        { "invalid_broker", Simple with { Broker = "other" } },
        { "invalid_api_key", Simple with { ApiKey = "" } },
        { "invalid_api_secret", Simple with { ApiSecret = "a b" } },
        { "invalid_rest", Simple with { Rest = "http://api.kite.trade" } },
        { "invalid_rest", Simple with { Rest = "https://user:pass@api.kite.trade" } },
        { "invalid_ticker", Simple with { Ticker = "https://ws.kite.trade" } },
        { "invalid_rest", Simple with { Broker = "simulator" } },
        { "invalid_local_address", Simple with { LocalAddress = "eth0" } },
    };

    static NewAccount Simple => new() { Id = "x", ApiKey = "key", ApiSecret = "secret" };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_with_a_new_account_is_named(string code, NewAccount account)
    {
        var problem = AccountRules.Problem(account);
        Assert.Equal(code, problem!.Code);
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
        Assert.Null(AccountRules.Problem(Simple));
    }
}
