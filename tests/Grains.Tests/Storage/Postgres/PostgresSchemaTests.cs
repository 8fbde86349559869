using Grains.Storage;
using Grains.Tests.Support;
using Npgsql;

namespace Grains.Tests.Storage.Postgres;

/// <summary>Migrations of a PostgreSQL database, and what a start says when the server cannot be used.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresSchemaTests(PostgresInstance instance)
{
    static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public void The_scripts_are_those_of_deploy_in_order() =>
        Assert.Equal(["01-orleans-queries", "02-orleans-membership", "03-orleans-storage", "04-orleans-reminders"], PostgresMigrator.Orleans.Select(m => m.Name));

    [Fact]
    public async Task An_empty_database_gets_every_migration_once()
    {
        var server = new PostgresServer(await instance.NewDatabase(), new());
        for (var start = 0; start < 2; start++)
        {
            await server.Prepare(Time);
            Assert.Equal((PostgresMigrator.Orleans.Count, Migrations.All.Count), await Versions(server));
        }
    }

    [Fact]
    public async Task Every_earlier_version_is_brought_up_to_date_and_keeps_its_rows()
    {
        for (var orleans = 0; orleans <= PostgresMigrator.Orleans.Count; orleans++)
        {
            for (var own = 0; own <= Migrations.All.Count; own++)
            {
                var server = new PostgresServer(await instance.NewDatabase(), new());
                await using (var pool = server.Pool(1))
                {
                    await using var connection = await pool.OpenConnectionAsync();
                    await PostgresMigrator.Run(connection, Time, default, [.. Migrations.All.Take(own)], [.. PostgresMigrator.Orleans.Take(orleans)]);
                    if (own > 0)
                        await Execute(connection, "INSERT INTO outbox_positions VALUES ('kept', 7)");
                }

                await server.Prepare(Time);
                Assert.Equal((PostgresMigrator.Orleans.Count, Migrations.All.Count), await Versions(server));
                Assert.Equal(own > 0 ? 1L : 0, await Scalar(server, "SELECT count(*) FROM outbox_positions"));
            }
        }
    }

    [Fact]
    public async Task Several_that_start_at_once_agree_on_one_schema()
    {
        var server = new PostgresServer(await instance.NewDatabase(), new());
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.Prepare(Time)));
        Assert.Equal((PostgresMigrator.Orleans.Count, Migrations.All.Count), await Versions(server));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        var server = new PostgresServer(await instance.NewDatabase(), new());
        await server.Prepare(Time);
        await using (var pool = server.Pool(1))
        {
            await using var connection = await pool.OpenConnectionAsync();
            await Assert.ThrowsAsync<PostgresException>(() =>
                PostgresMigrator.Run(connection, Time, default, [.. Migrations.All, new("half", "CREATE TABLE half (a TEXT); CREATE TABLE orders (b TEXT);")]));
        }

        Assert.Equal(0L, await Scalar(server, "SELECT count(*) FROM pg_tables WHERE tablename = 'half'"));
        Assert.Equal((PostgresMigrator.Orleans.Count, Migrations.All.Count), await Versions(server));
    }

    [Fact]
    public async Task A_schema_of_the_future_is_refused()
    {
        var server = new PostgresServer(await instance.NewDatabase(), new());
        await server.Prepare(Time);
        await Scalar(server, "INSERT INTO ticker_schema VALUES (99, 'future', '')");
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => server.Prepare(Time));
        Assert.Contains("ticker_schema 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_tried_for_the_configured_time()
    {
        using var nobody = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((System.Net.IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        var server = new PostgresServer(instance.Address("postgres", port), new() { StartTimeout = TimeSpan.FromSeconds(2) });
        var began = Time.GetTimestamp();
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => server.Prepare(Time));
        Assert.InRange(Time.GetElapsedTime(began), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Contains($"127.0.0.1:{port}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("tried for 2 s", refused.Message, StringComparison.Ordinal);
        Clean(refused);
    }

    [Fact]
    public async Task A_start_waits_for_a_server_that_comes_up()
    {
        var address = await instance.NewDatabase();
        await instance.Stop();
        var preparing = new PostgresServer(address, new() { StartTimeout = TimeSpan.FromMinutes(2) }).Prepare(Time);
        await instance.Start();
        await preparing;
        Assert.Equal((PostgresMigrator.Orleans.Count, Migrations.All.Count), await Versions(new(address, new())));
    }

    [Theory]
    [InlineData("nowhere", null, "does not exist")]
    [InlineData("postgres", "wrong-canary", "password authentication failed")]
    public async Task What_waiting_cannot_mend_is_said_at_once(string database, string? password, string because)
    {
        var address = instance.Address(database);
        var server = new PostgresServer(password is null ? address : address.Replace(PostgresInstance.Password, password, StringComparison.Ordinal), new() { StartTimeout = TimeSpan.FromMinutes(5) });
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => server.Prepare(Time).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Clean(refused);
    }

    [Fact]
    public async Task A_server_that_may_forget_a_commit_is_refused()
    {
        var address = await instance.NewDatabase();
        await PostgresInstance.Execute(address, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(address).Database} SET synchronous_commit = off");
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => new PostgresServer(address, new()).Prepare(Time));
        Assert.Contains("synchronous_commit", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=h;Database=d;Port=s3cret-canary")]
    [InlineData("Host=h;Database=d;s3cret-canary")]
    [InlineData("postgres://user:s3cret-canary@h/d")]
    [InlineData("Host=h;Password=s3cret-canary")]
    public void An_address_that_cannot_be_read_is_refused_without_repeating_it(string address) =>
        Clean(Assert.Throws<DatabaseException>(() => new PostgresServer(address, new())));

    [Fact]
    public void Pools_are_bounded_and_the_server_names_itself_without_its_password()
    {
        var server = new PostgresServer(instance.Address("d") + ";Maximum Pool Size=1000", new());
        Assert.Equal(3, new NpgsqlConnectionStringBuilder(server.ConnectionString(3)).MaxPoolSize);
        Assert.DoesNotContain("canary", server.ToString(), StringComparison.Ordinal);
    }

    static void Clean(Exception e) => Assert.DoesNotContain("canary", e.ToString(), StringComparison.Ordinal);

    static async Task<(long, long)> Versions(PostgresServer server) =>
        ((long)(await Scalar(server, "SELECT count(*) FROM orleans_schema"))!, (long)(await Scalar(server, "SELECT count(*) FROM ticker_schema"))!);

    static async Task<object?> Scalar(PostgresServer server, string sql)
    {
        await using var pool = server.Pool(1);
        await using var command = pool.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand { Connection = connection, CommandText = sql };
        await command.ExecuteNonQueryAsync();
    }
}
