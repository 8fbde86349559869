namespace Grains.Tests.Architecture;

public class ContractBaselineTests
{
    /// <summary>Set to write what is new into the baseline; what was taken away is never written.</summary>
    const string Update = "TICKER_UPDATE_CONTRACTS";

    [Fact]
    public void Nothing_that_a_silo_of_the_last_version_says_has_changed_its_meaning() =>
        Assert.True(
            !ContractBaseline.Kept.Except(ContractBaseline.Current).Any(),
            "The contract between grains has changed incompatibly (add a member with a new id, or a method with a new alias, instead; or delete the line from contracts.txt if no "
            + $"silo of an earlier version can meet this one):\n{string.Join('\n', ContractBaseline.Kept.Except(ContractBaseline.Current))}");

    [Fact]
    public void What_is_new_in_the_contract_is_in_the_baseline()
    {
        var added = ContractBaseline.Current.Except(ContractBaseline.Kept).ToList();
        if (added.Count > 0 && Environment.GetEnvironmentVariable(Update) == "1")
        {
            var head = File.ReadLines(ContractBaseline.File).TakeWhile(l => l.StartsWith('#'));
            File.WriteAllLines(ContractBaseline.File, [.. head, .. ContractBaseline.Kept.Concat(added).Order(StringComparer.Ordinal)]);
            return;
        }

        Assert.True(added.Count == 0, $"Run this test with {Update}=1, and commit contracts.txt with these lines:\n{string.Join('\n', added)}");
    }

    [Fact]
    public void The_baseline_tells_interfaces_methods_messages_members_and_values() =>
        Assert.Equal(["interface", "member", "message", "method", "value"], ContractBaseline.Current.Select(l => l[..l.IndexOf(' ', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal));
}
