using Grains.Storage;
using Grains.Tests.Support;

namespace Grains.Tests.Storage.Postgres;

/// <summary>The statements of <c>deploy/sql/02-orleans-membership.sql</c>, executed as Orleans' clustering provider executes them.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OrleansMembershipTests(PostgresInstance instance) : IAsyncLifetime
{
    const int Joining = 2;
    const int Active = 3;
    const int Dead = 6;
    static readonly DateTime Now = new(2026, 11, 20, 4, 0, 0, 123, DateTimeKind.Utc);

    OrleansQueries queries = null!;

    public async Task InitializeAsync()
    {
        var address = await instance.NewDatabase();
        await new PostgresServer(address, new()).Prepare(TimeProvider.System);
        queries = new(address);
        Assert.True(await queries.Succeeds("InsertMembershipVersionKey", ("DeploymentId", "d")));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_deployment_has_one_version_row()
    {
        Assert.False(await queries.Succeeds("InsertMembershipVersionKey", ("DeploymentId", "d")));
        var row = Assert.Single(await All());
        Assert.Equal((0, null), ((int)row["Version"]!, row["StartTime"]));
    }

    [Fact]
    public async Task A_silo_joins_changes_and_is_read_back()
    {
        Assert.True(await Join(11111, 0));
        Assert.False(await Join(11111, 1));
        Assert.False(await Join(11112, 0));
        Assert.True(await Change(11111, 1, Active, "127.0.0.1:11112@5,2026-11-20 04:00:01.000 GMT"));
        Assert.False(await Change(11111, 1, Dead, null));
        Assert.False(await Change(11119, 2, Dead, null));

        var row = Assert.Single(await Row(11111));
        Assert.Equal((Active, 2, "silo", "host", 30000, Now), ((int)row["Status"]!, (int)row["Version"]!, (string)row["SiloName"]!, (string)row["HostName"]!, (int)row["ProxyPort"]!, (DateTime)row["StartTime"]!));
        Assert.StartsWith("127.0.0.1:11112", (string)row["SuspectTimes"]!, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await Row(11119))["Address"]);
        Assert.Equal("127.0.0.1", Assert.Single(await queries.Run("GatewaysQueryKey", ("DeploymentId", "d"), ("Status", Active)))["Address"]);
    }

    [Fact]
    public async Task Of_many_silos_that_join_at_one_version_one_does()
    {
        var joined = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Join(20000 + i, 0)));
        Assert.Single(joined, j => j);
        var row = Assert.Single(await All());
        Assert.Equal(1, row["Version"]);
        Assert.NotNull(row["Address"]);
    }

    [Fact]
    public async Task A_heartbeat_changes_no_version_and_the_defunct_are_cleaned_up()
    {
        await Join(1, 0);
        await Join(2, 1);
        await Change(2, 2, Active, null);
        await queries.Run("UpdateIAmAlivetimeKey", ("DeploymentId", "d"), ("Address", "127.0.0.1"), ("Port", 1), ("Generation", 5), ("IAmAliveTime", Now.AddMinutes(-1)));
        Assert.Equal(Now.AddMinutes(-1), Assert.Single(await Row(1))["IAmAliveTime"]);
        await queries.Run("CleanupDefunctSiloEntriesKey", ("DeploymentId", "d"), ("IAmAliveTime", Now.AddHours(1)));
        var left = Assert.Single(await All());
        Assert.Equal((2, 3), ((int)left["Port"]!, (int)left["Version"]!));
    }

    [Fact]
    public async Task A_deployment_is_deleted_as_a_whole()
    {
        await Join(1, 0);
        await queries.Run("DeleteMembershipTableEntriesKey", ("DeploymentId", "d"));
        Assert.Empty(await All());
    }

    Task<bool> Join(int port, int version) => queries.Succeeds(
        "InsertMembershipKey", ("DeploymentId", "d"), ("IAmAliveTime", Now), ("SiloName", "silo"), ("HostName", "host"), ("Address", "127.0.0.1"), ("Port", port),
        ("Generation", 5), ("StartTime", Now), ("Status", Joining), ("ProxyPort", 30000), ("Version", version));

    Task<bool> Change(int port, int version, int status, string? suspects) => queries.Succeeds(
        "UpdateMembershipKey", ("DeploymentId", "d"), ("Address", "127.0.0.1"), ("Port", port), ("Generation", 5), ("IAmAliveTime", Now), ("Status", status),
        ("SuspectTimes", suspects), ("Version", version));

    Task<List<Dictionary<string, object?>>> Row(int port) => queries.Run("MembershipReadRowKey", ("DeploymentId", "d"), ("Address", "127.0.0.1"), ("Port", port), ("Generation", 5));

    Task<List<Dictionary<string, object?>>> All() => queries.Run("MembershipReadAllKey", ("DeploymentId", "d"));
}
