using System.Reflection;

namespace Grains.Tests.Market.Support;

/// <summary>An implementation of any interface by one function, for the few members that a test is about.</summary>
public class Stub : DispatchProxy
{
    Func<MethodInfo, object?[], object?> answer = (_, _) => null;

    public static T Of<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var made = Create<T, Stub>();
        ((Stub)(object)made).answer = answer;
        return made;
    }

    /// <summary>A grain factory that knows grains by interface and key.</summary>
    public static IGrainFactory Factory(Func<Type, string, object> grain) =>
        Of<IGrainFactory>((method, arguments) => grain(method.GetGenericArguments()[0], (string)arguments[0]!));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => answer(targetMethod!, args ?? []);
}
