using Kite.Simulator;

if (args.Contains("--help"))
{
    Console.Out.Write(CommandLine.Help);
    return 0;
}

var (options, problem) = CommandLine.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(problem);
    return 1;
}

try
{
    await using var host = await SimulatorHost.StartAsync(options, TimeProvider.System);
    Console.WriteLine($"REST       {host.RestAddress}");
    Console.WriteLine($"Ticker     {host.TickerAddress}");
    foreach (var account in host.Accounts)
    {
        Console.WriteLine($"Account    {account.UserId}   key {account.ApiKey}   secret {account.ApiSecret}");
        Console.WriteLine($"  log in   {host.LoginAddress}?v=3&api_key={account.ApiKey}");
    }

    Console.WriteLine($"Clock      {host.Clock.Now:yyyy-MM-dd HH:mm:ss zzz}, speed {host.Clock.Speed}");
    var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(
        System.Runtime.InteropServices.PosixSignal.SIGINT, End);
    using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
        System.Runtime.InteropServices.PosixSignal.SIGTERM, End);
    await ended.Task;
    return 0;

    void End(System.Runtime.InteropServices.PosixSignalContext context)
    {
        context.Cancel = true;
        ended.TrySetResult();
    }
}
catch (SimulatorException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
