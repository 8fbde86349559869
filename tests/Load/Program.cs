using Load.Clients;
using Load.Fanout;
using Load.Scenarios;
using Load.Support;

// dotnet run -c Release --project tests/Load -- NAME [NAME …] [--short] [--full] [--seconds N]; every figure on one line: name: value unit
switch (args)
{
    case ["clients", .. var rest]:
        return await ClientProgram.Run(rest);
    case ["fanout-server", .. var rest]:
        return await FanoutServer.Run(rest);
    case ["fanout-clients", .. var rest]:
        return await FanoutClients.Run(rest);
}

var scenarios = new Dictionary<string, Func<LoadSettings, Report, Task>>(StringComparer.Ordinal)
{
    ["full"] = FullScenario.Run,
    ["peak"] = PeakScenario.Run,
    ["fanout"] = FanoutScenario.Run,
    ["failover"] = FailoverScenario.Run,
    ["restart"] = RestartScenario.Run,
    ["soak"] = SoakScenario.Run,
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
