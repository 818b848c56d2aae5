// Opens a socket for ICMP echoes as one without privileges can (icmp(7)); its status is the error number.
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

int main(void) { return socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP) < 0 ? errno : 0; }
