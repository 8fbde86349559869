using Gateway.Hosting;
using Gateway.Tests.Support;
using Grains.Storage;
using Silo;

namespace Gateway.Tests.Hosting;

public sealed class MaintenanceCommandsTests : IDisposable
{
    readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task What_was_backed_up_while_it_was_in_use_is_there_after_the_restore()
    {
        string secret;
        await using (var database = await TickerDatabase.Open(Path.Combine(Directory.CreateDirectory(temp.File("data")).FullName, "ticker.db"), TimeProvider.System))
        {
            secret = (await new ApiKeyStore(database, TimeProvider.System).Create("desk", ["read"], default)).Secret;
            Assert.Contains(temp.File("b.zip"), await Run("data", "backup", temp.File("b.zip")), StringComparison.Ordinal);
        }

        await Run("other", "restore", temp.File("b.zip"));
        await using var restored = await TickerDatabase.Open(temp.File("other/ticker.db"), TimeProvider.System);
        Assert.NotNull(await new ApiKeyStore(restored, TimeProvider.System).Find(secret, default));
        Assert.Equal(["b.zip"], Directory.GetFiles(temp.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_restore_replaces_nothing_and_wants_the_service_stopped()
    {
        await Run("data", "migrate");
        await Run("data", "backup", temp.File("b.zip"));
        Assert.Contains("holds a ticker.db already", (await Refused("data", "restore", temp.File("b.zip"))).Message, StringComparison.Ordinal);
        using var held = DataFolder.Take(temp.File("busy"));
        Assert.Contains("in use", (await Refused("busy", "restore", temp.File("b.zip"))).Message, StringComparison.Ordinal);
        Assert.Contains("there already", (await Refused("data", "backup", temp.File("b.zip"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_and_leaves_the_folder_empty()
    {
        await File.WriteAllTextAsync(temp.File("text"), "not a backup");
        Assert.Contains("not a backup", (await Refused("data", "restore", temp.File("text"))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be used", (await Refused("data", "restore", temp.File("nothing"))).Message, StringComparison.Ordinal);
        Assert.Contains("holds no database", (await Refused("data", "backup", temp.File("b"))).Message, StringComparison.Ordinal);
        Assert.Equal(["ticker.lock"], Directory.GetFiles(temp.File("data")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task For_postgresql_its_own_tools_are_named_without_the_password()
    {
        var settings = new TickerSettings { DataFolder = temp.File("data"), Postgres = new("Host=h;Database=d;Username=u;Password=canary", new()) };
        var refused = await Assert.ThrowsAsync<StartupException>(() => MaintenanceCommands.Run(["backup", "x"], settings, TextWriter.Null));
        Assert.Contains("pg_dump", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_not_complete_says_how_it_is_used() =>
        Assert.Equal(MaintenanceCommands.Usage, (await Refused("data", "backup")).Message);

    Task<StartupException> Refused(string folder, params string[] command) => Assert.ThrowsAsync<StartupException>(() => Run(folder, command));

    async Task<string> Run(string folder, params string[] command)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await MaintenanceCommands.Run(command, new TickerSettings { DataFolder = temp.File(folder) }, output));
        return output.ToString();
    }
}
