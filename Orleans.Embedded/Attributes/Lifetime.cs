using System.Globalization;

namespace Orleans;

/// <summary>The name of the grain class in ids. Default: the class name in lower case, without "Grain" at its end.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string Name { get; } = grainType;
}

/// <summary>Activations are never collected for being idle.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KeepAliveAttribute : Attribute;

/// <summary>How long an activation may be idle before it is collected. At least one minute.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CollectionAgeLimitAttribute : Attribute
{
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    public CollectionAgeLimitAttribute()
    {
    }

    /// <param name="inactivityPeriod">A time span in the invariant form, such as "00:10:00".</param>
    public CollectionAgeLimitAttribute(string inactivityPeriod)
    {
        var age = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);
        Minutes = age.TotalMinutes;
    }

    public double Days { get; set; }

    public double Hours { get; set; }

    public double Minutes { get; set; }

    public bool AlwaysActive { get; set; }

    public TimeSpan AgeLimit
    {
        get
        {
            if (AlwaysActive)
                return Timeout.InfiniteTimeSpan;
            var age = TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return age < MinAgeLimit ? MinAgeLimit : age;
        }
    }
}

/// <summary>How long a caller waits for the method, instead of the configured response timeout.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    public TimeSpan? Timeout { get; set; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
