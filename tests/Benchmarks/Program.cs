using Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- NAME [NAME …]; every figure on one line: name: value unit
var known = new Dictionary<string, Func<TextWriter, Task>>(StringComparer.Ordinal)
{
    ["decode"] = DecodeBenchmark.Run,
    ["grains"] = GrainsBenchmark.Run,
    ["master"] = MasterBenchmark.Run,
    ["orders"] = OrdersBenchmark.Run,
    ["pricing"] = PricingBenchmark.Run,
    ["simulator"] = SimulatorBenchmark.Run,
    ["tickpath"] = TickPathBenchmark.Run,
};

// Those that take a file or folder after their name, and can fail.
var withPath = new Dictionary<string, Func<string, TextWriter, Task<bool>>>(StringComparer.Ordinal)
{
    ["oracle"] = OracleCheck.Run,
    ["pricing-plots"] = PricingPlots.Run,
};
if (args.Length == 2 && withPath.TryGetValue(args[0], out var check))
    return await check(args[1], Console.Out) ? 0 : 1;
if (args.Length == 0 || args.Any(a => !known.ContainsKey(a)))
{
    await Console.Error.WriteLineAsync($"Name one or more of: {string.Join(", ", known.Keys)}; or one of {string.Join(", ", withPath.Keys)} with a path.");
    return 1;
}

foreach (var name in args)
    await known[name](Console.Out);
return 0;
