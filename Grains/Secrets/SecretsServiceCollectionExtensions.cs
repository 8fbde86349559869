using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grains.Secrets;

public static class SecretsServiceCollectionExtensions
{
    /// <summary>The vault, with the key file read at once: a start without it is refused, and not found out at the first secret.</summary>
    /// <exception cref="KeyFileException">The settings or the key file cannot be used.</exception>
    public static IServiceCollection AddSecrets(this IServiceCollection services, KeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem)
            throw new KeyFileException(problem);
        if (options.File is { Length: > 0 } file)
        {
            services.TryAddSingleton<IKeyWrapper>(new FileKeyWrapper(file));
        }
        else if (options.Service is { } service)
        {
            var bearer = options.ServiceTokenFile is { Length: > 0 } path ? PrivateFile.Read(path, "Ticker:Keys:ServiceTokenFile").Trim() : null;
            services.TryAddSingleton<IKeyWrapper>(provider => new HttpKeyWrapper(service, bearer, provider.GetRequiredService<TimeProvider>()));
        }

        services.TryAddSingleton(provider => new SecretVault(provider.GetService<IKeyWrapper>()));
        return services;
    }
}
