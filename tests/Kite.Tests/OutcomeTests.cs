namespace Kite.Tests;

public class OutcomeTests
{
    [Fact]
    public void Map_changes_only_an_accepted_value()
    {
        Assert.Equal(Outcome<int>.Accepted(4), Outcome<string>.Accepted("four").Map(s => s.Length));
        Assert.Equal(
            Outcome<int>.Rejected(RejectionKind.Margin, "no money"), Outcome<string>.Rejected(RejectionKind.Margin, "no money").Map(_ => Fail()));
        Assert.Equal(
            Outcome<int>.NotExecuted("later", TimeSpan.FromSeconds(3)), Outcome<string>.NotExecuted("later", TimeSpan.FromSeconds(3)).Map(_ => Fail()));
        Assert.Equal(Outcome<int>.Unknown("who knows"), Outcome<string>.Unknown("who knows").Map(_ => Fail()));
    }

    [Fact]
    public void Then_may_turn_an_accepted_value_into_a_failure() =>
        Assert.Equal(OutcomeKind.Unknown, Outcome<string>.Accepted("").Then(_ => Outcome<int>.Unknown("empty")).Kind);

    [Fact]
    public void An_outcome_that_nobody_made_is_unknown()
    {
        Assert.Equal(OutcomeKind.Unknown, default(Outcome<string>).Kind);
        Assert.False(default(Outcome<string>).IsAccepted);
    }

    static int Fail() => throw new InvalidOperationException("A failure has no value to map.");
}
