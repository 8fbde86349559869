using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Makes grain objects: constructor parameters come from the activation, from facet attributes, or from its services.</summary>
static class GrainConstruction
{
    static readonly MethodInfo s_state = typeof(PersistentStates).GetMethod(nameof(PersistentStates.Create))!;

    public static Func<Activation, object> Compile(Silo silo, Type type)
    {
        var constructors = type.GetConstructors();
        var constructor = constructors.FirstOrDefault(static c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? (constructors.Length == 1 ? constructors[0] : constructors.MaxBy(c => c.GetParameters().Count(p => IsKnown(silo, p)) - 1000 * c.GetParameters().Count(p => !IsKnown(silo, p))))
            ?? throw new OrleansConfigurationException($"The grain class {type} has no public constructor: add one.");
        var sources = Array.ConvertAll(constructor.GetParameters(), Source);
        var invoker = ConstructorInvoker.Create(constructor);
        return activation =>
        {
            try
            {
                return sources.Length == 0 ? invoker.Invoke() : invoker.Invoke(Array.ConvertAll(sources, source => source(activation)).AsSpan());
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Failed to create an instance of grain type '{type}': see the inner exception.", e);
            }
        };
    }

    static bool IsKnown(Silo silo, ParameterInfo parameter) =>
        parameter.HasDefaultValue
        || parameter.ParameterType == typeof(IGrainContext)
        || parameter.IsDefined(typeof(PersistentStateAttribute))
        || silo.Services.GetService<IServiceProviderIsService>()?.IsService(parameter.ParameterType) == true;

    static Func<Activation, object?> Source(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(IGrainContext))
            return static activation => activation;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state)
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
                throw new OrleansConfigurationException($"[PersistentState] belongs on an IPersistentState<T>, not on '{parameter.Name}' of {parameter.Member.DeclaringType}.");
            var create = s_state.MakeGenericMethod(type.GenericTypeArguments).CreateDelegate<Func<Activation, PersistentStateAttribute, object>>();
            return activation => create(activation, state);
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return activation => activation.ActivationServices.GetRequiredKeyedService(type, keyed.Key);
        if (parameter.HasDefaultValue)
            return activation => activation.ActivationServices.GetService(type) ?? parameter.DefaultValue;
        return activation => activation.ActivationServices.GetRequiredService(type);
    }
}
