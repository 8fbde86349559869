using Load.Fanout;
using Load.Support;

// dotnet run -c Release --project tests/Load -- NAME [NAME …] [--short] [--full] [--seconds N]; every figure on one line: name: value unit
if (args is ["fanout-server", .. var options])
    return await FanoutServer.Run(options);
if (args is ["fanout-clients", .. var rest])
    return await FanoutClients.Run(rest);

var scenarios = new Dictionary<string, Func<LoadSettings, Report, Task>>(StringComparer.Ordinal)
{
    ["fanout"] = FanoutScenario.Run,
};
var (settings, names, problem) = LoadSettings.Parse(args, scenarios.Keys);
if (problem is not null)
{
    await Console.Error.WriteLineAsync(problem);
    return 1;
}

var report = new Report(Console.Out, settings.Short);
foreach (var name in names)
{
    try
    {
        await scenarios[name](settings, report).WaitAsync(settings.Limit, TimeProvider.System);
    }
    catch (Exception e) when (e is not OutOfMemoryException)
    {
        report.Fail($"load.{name} could not be measured: {e.Message}");
    }
}

return report.ExitCode;
