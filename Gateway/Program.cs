using Gateway.Hosting;
using Silo;

return await Run(args);

static async Task<int> Run(string[] args)
{
    try
    {
        var builder = GatewayApp.CreateBuilder(args);
        var settings = TickerSettings.Read(builder.Configuration, builder.Environment.ContentRootPath, GrainHost.GatewayNeedsSecrets);
        if (args is ["keys", .. var command])
            return await KeyCommands.Run(command, settings, Console.Out);
        if (MaintenanceCommands.Knows(args))
            return await MaintenanceCommands.Run(args, settings, Console.Out);
        using var startLog = LoggerFactory.Create(log => log.AddConsole().SetMinimumLevel(LogLevel.Warning));
        await using var parts = await GrainHost.Begin(settings, TimeProvider.System, startLog);
        var keyless = await GatewayApp.AllowsKeyless(builder.Configuration, settings);
        await using var app = GatewayApp.Build(builder, settings, parts, keyless);
        await app.StartAsync();
        Console.WriteLine($"Orleans.Ticker listens on {string.Join(", ", app.Urls)}");
        if (parts.Folder is { } folder)
            Console.WriteLine($"Data folder: {folder.Path}");
        if (settings.Postgres is not null)
            Console.WriteLine($"Database: {settings.Postgres}");
        await app.WaitForShutdownAsync();
        return 0;
    }
    catch (Exception e) when (StartupFailure.Explain(e) is { } sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }
}
