using Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- NAME [NAME …]; every figure on one line: name: value unit
var known = new Dictionary<string, Func<TextWriter, Task>>(StringComparer.Ordinal)
{
    ["decode"] = DecodeBenchmark.Run,
    ["tickpath"] = TickPathBenchmark.Run,
};
if (args.Length == 0 || args.Any(a => !known.ContainsKey(a)))
{
    await Console.Error.WriteLineAsync($"Name one or more of: {string.Join(", ", known.Keys)}.");
    return 1;
}

foreach (var name in args)
    await known[name](Console.Out);
return 0;
