namespace Kite.Tests;

public class DependencyTests
{
    [Fact]
    public void The_protocol_needs_nothing_but_the_base_class_library() =>
        Assert.All(
            typeof(KiteAddresses).Assembly.GetReferencedAssemblies(),
            reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
}
