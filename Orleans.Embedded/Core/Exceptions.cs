namespace Orleans.Runtime
{
    /// <summary>Base class of the errors that the runtime reports.</summary>
    public class OrleansException : Exception
    {
        public OrleansException()
        {
        }

        public OrleansException(string message)
            : base(message)
        {
        }

        public OrleansException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The call was refused; whether it ran is unknown.</summary>
    public class OrleansMessageRejectionException : OrleansException
    {
        internal OrleansMessageRejectionException(string message)
            : base(message)
        {
        }

        internal OrleansMessageRejectionException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The silo does not take calls: it is not started, stopping or stopped.</summary>
    public class SiloUnavailableException : OrleansMessageRejectionException
    {
        public SiloUnavailableException()
            : base("The silo is not available.")
        {
        }

        public SiloUnavailableException(string msg)
            : base(msg)
        {
        }

        public SiloUnavailableException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The observer object is gone.</summary>
    public class ClientNotAvailableException : OrleansException
    {
        internal ClientNotAvailableException(GrainId id)
            : base($"The observer {id} is gone: its object was collected or its reference deleted. Subscribe again.")
        {
        }
    }

    /// <summary>A queue is at its limit; the call did not run.</summary>
    public class LimitExceededException : OrleansException
    {
        public LimitExceededException()
            : base("A limit is exceeded.")
        {
        }

        public LimitExceededException(string message)
            : base(message)
        {
        }

        public LimitExceededException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The host is not configured for what is asked of it.</summary>
    public class OrleansConfigurationException : Exception
    {
        public OrleansConfigurationException(string message)
            : base(message)
        {
        }

        public OrleansConfigurationException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}

namespace Orleans.Storage
{
    using Orleans.Runtime;

    /// <summary>A storage provider is missing or badly configured.</summary>
    public class BadProviderConfigException : OrleansException
    {
        public BadProviderConfigException()
        {
        }

        public BadProviderConfigException(string msg)
            : base(msg)
        {
        }

        public BadProviderConfigException(string msg, Exception exc)
            : base(msg, exc)
        {
        }
    }

    /// <summary>The stored row was written by somebody else since it was read. When it escapes a grain method the activation ends.</summary>
    public class InconsistentStateException : OrleansException
    {
        public InconsistentStateException()
        {
        }

        public InconsistentStateException(string message)
            : base(message)
        {
        }

        public InconsistentStateException(string message, Exception innerException)
            : base(message, innerException)
        {
        }

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
            : base(errorMsg)
        {
            StoredEtag = storedEtag;
            CurrentEtag = currentEtag;
        }

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception storageException)
            : base(errorMsg, storageException)
        {
            StoredEtag = storedEtag;
            CurrentEtag = currentEtag;
        }

        /// <summary>The ETag in storage, if it is known.</summary>
        public string? StoredEtag { get; }

        /// <summary>The ETag that the writer had.</summary>
        public string? CurrentEtag { get; }

        /// <summary>Only the activation that wrote is ended, not those that the exception passes through.</summary>
        internal bool SourceHandled { get; set; }
    }
}
