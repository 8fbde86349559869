namespace Orleans;

/// <summary>Every stream of the namespace has a subscription of the grain whose key is the stream's key.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    /// <param name="streamNamespace">The namespace, compared exactly.</param>
    /// <param name="streamIdMapper">Must be null: the key of the stream is the key of the grain.</param>
    public ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null)
    {
        if (streamIdMapper is not null)
            throw new NotSupportedException("This host has no stream id mappers: the key of the stream is the key of the grain.");
        Namespace = streamNamespace;
    }

    internal string Namespace { get; }
}
