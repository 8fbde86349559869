using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace Silo;

/// <summary>Settings <c>Ticker:Redis</c>.</summary>
sealed class RedisSettings
{
    /// <summary>As StackExchange.Redis writes it: <c>host:port[,password=…][,ssl=true]</c>. Without it no ticks are published.</summary>
    public string? Address { get; set; }

    /// <summary>What every channel's name begins with. Default: <c>ticks:</c>.</summary>
    public string Prefix { get; set; } = "ticks:";

    /// <summary>Null where no server is named.</summary>
    /// <exception cref="StartupException">The address cannot be read.</exception>
    public static RedisSettings? Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Ticker:Redis").Get<RedisSettings>();
        if (settings is not { Address.Length: > 0 })
            return null;
        settings.Options();
        return settings;
    }

    public ConfigurationOptions Options()
    {
        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(Address!);
        }
        catch (ArgumentException)
        {
            // The parser's own words repeat the address, and with it the password.
            throw new StartupException("Ticker:Redis:Address cannot be read: write host:port[,password=…][,ssl=true].");
        }

        options.AbortOnConnectFail = false;
        // Nothing queues while the server is away: the publisher drops and counts.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return options;
    }

    public override string ToString() => $"Redis channels {Prefix}*";
}
