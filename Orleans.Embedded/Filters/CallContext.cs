using System.Reflection;
using Orleans.Runtime;

namespace Orleans
{
    /// <summary>A call on its way through filters.</summary>
    public interface IGrainCallContext
    {
        /// <summary>The grain object (incoming) or the reference (outgoing).</summary>
        object Grain { get; }

        MethodInfo InterfaceMethod { get; }

        string InterfaceName { get; }

        string MethodName { get; }

        /// <summary>The result, once <see cref="Invoke"/> has run; a filter may set it.</summary>
        object? Result { get; set; }

        GrainId? SourceId { get; }

        GrainId TargetId { get; }

        /// <summary>Goes on to the next filter, or to the method.</summary>
        Task Invoke();
    }

    /// <summary>A call that arrives at a grain.</summary>
    public interface IIncomingGrainCallContext : IGrainCallContext
    {
        MethodInfo ImplementationMethod { get; }

        IGrainContext TargetContext { get; }
    }

    /// <summary>A call that leaves.</summary>
    public interface IOutgoingGrainCallContext : IGrainCallContext
    {
        /// <summary>The calling grain; null outside of grains.</summary>
        IGrainContext? SourceContext { get; }
    }

    /// <summary>Sees calls before and after the grain's method. A grain class may implement it for its own calls.</summary>
    public interface IIncomingGrainCallFilter
    {
        Task Invoke(IIncomingGrainCallContext context);
    }

    /// <summary>Sees calls before they are sent and after their answer.</summary>
    public interface IOutgoingGrainCallFilter
    {
        Task Invoke(IOutgoingGrainCallContext context);
    }

    /// <summary>An <see cref="IIncomingGrainCallFilter"/> as a delegate.</summary>
    public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

    /// <summary>An <see cref="IOutgoingGrainCallFilter"/> as a delegate.</summary>
    public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
}
