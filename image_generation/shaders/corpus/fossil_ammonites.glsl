// title: Fossil Bed
// description: Ribbed ammonites, trilobites and shells weathered out of slabs of stone in raking light
// tags: fossils, ammonite, stone, relief, spiral

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

vec2 coil(vec2 o, float grow, float ribs, float keel) {
    float r = length(o), a = angle(o);
    float lim = exp(grow * (a - 3.14159));
    if (r > lim || r < 0.03) return vec2(0.0, r < lim ? 1.0 : 0.0);
    float turns = (log(r) / grow - a + 3.14159) / 6.28318;
    float f = fract(turns), arc = a - 6.28318 * floor(turns);
    float x = 2.0 * f - 1.0;
    float tube = sqrt(max(1.0 - x * x, 0.0)) * (0.35 + 0.65 * r);
    float rib = 0.5 + 0.5 * sin(ribs * arc + 1.5 * f * f);
    tube *= 0.8 + 0.2 * rib * ramp(0.1, 0.6, f);
    tube -= keel * 0.3 * ramp(0.15, 0.0, abs(x));
    return vec2(tube, 1.0);
}

vec2 bug(vec2 o) {
    float e = length(o * vec2(1.6, 1.0));
    if (e > 1.0) return vec2(0.0);
    float lobes = ramp(0.03, 0.08, abs(abs(o.x) - 0.2));
    float seg = o.y < 0.35 ? 0.65 + 0.35 * abs(sin((o.y + 0.3 * abs(o.x)) * 20.0)) : 1.0;
    float eye = ramp(0.13, 0.08, length(vec2(abs(o.x) - 0.3, o.y - 0.55)));
    return vec2(sqrt(1.0 - e * e) * (0.55 + 0.25 * lobes) * seg + 0.25 * eye, 1.0);
}

vec2 fan(vec2 o) {
    float a = angle(o.yx + vec2(0.9, 0.0)), r = length(o + vec2(0.0, 0.9));
    float lim = 1.7 * sqrt(max(cos(a * 1.35), 0.0));
    if (abs(a) > 1.1 || r > lim) return vec2(0.0);
    return vec2(0.55 * sqrt(max(1.0 - r / lim, 0.0)) * (0.75 + 0.25 * cos(a * 26.0)) + 0.25 + 0.05 * sin(r * 24.0), 1.0);
}

float bone(vec2 o, vec3 c, vec3 d) {
    o.x *= d.y < 0.5 ? -1.0 : 1.0;
    vec2 f = d.z < 0.55 ? coil(o, 0.13 + 0.1 * c.z, 9.0 + floor(12.0 * d.y), c.x) : d.z < 0.75 ? bug(o) : fan(o);
    return f.y > 0.0 ? f.x : -1.0;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    vec2 p = rot(6.28 * rnd(s, 2)) * u * (0.6 + 0.7 * rnd(s, 3)) + 0.15 * sin(iTime * vec2(2.0, 3.0));
    float way = 6.28 * rnd(s, 4), lift = 0.3 + 0.3 * rnd(s, 1);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.45 + 0.5 * rnd(s, 6)));
    vec3 g = fbmd(p * 2.2, 5, s) * vec3(1.0, 2.2, 2.2);
    vec2 slope = lift * g.yz;
    float shade = 1.0, high = 0.0;
    vec2 at = vec2(0.0);
    int which = -1;
    for (int i = 0; i < 7; i++) {
        vec3 c = rnd3(s, 20 + i), d = rnd3(s, 30 + i);
        float R = i < 2 ? 0.4 + 0.35 * c.z : 0.14 + 0.2 * c.z;
        mat2 m = rot(6.28 * d.x);
        vec2 o = m * (p - 2.4 * (c.xy - 0.5)) / R;
        if (dot(o, o) > 1.7) continue;
        float f = bone(o, c, d);
        if (f >= 0.0 && f * R + 0.13 > 0.5 * (g.x - 0.4)) {
            high = f;
            at = o;
            which = i;
            shade = 1.0;
        } else shade *= 1.0 - 0.5 * ramp(0.95, 0.75, length(o + m * sun.xy * 0.12));
    }
    if (which >= 0) {
        vec2 e = vec2(0.015, 0.0);
        vec3 c = rnd3(s, 20 + which), d = rnd3(s, 30 + which);
        float right = bone(at + e, c, d), up = bone(at + e.yx, c, d);
        slope = 0.3 * slope + 1.1 * vec2(max(right, 0.0) - high, max(up, 0.0) - high) / e.x * rot(6.28 * d.x);
    }
    vec3 n = normalize(vec3(-slope, 1.0 + 0.6 * rnd(s, 5)));
    vec3 rock = hsv(rnd(s, 7) < 0.6 ? 0.04 + 0.1 * rnd(s, 8) : rnd(s, 8), 0.1 + 0.35 * rnd(s, 9), 0.3 + 0.5 * rnd(s, 10));
    vec3 shell = mix(rock * 0.8, hsv(0.03 + 0.12 * rnd(s, 11), 0.2 + 0.5 * rnd(s, 12), rnd(s, 13) < 0.5 ? 0.25 : 0.9), 0.75);
    float stain = fbm(p * 1.4 + 7.0, 4, s + 9U);
    vec3 mat = rock * (0.7 + 0.6 * stain) * (0.8 + 0.4 * noise(p * 40.0, s));
    if (which >= 0) {
        mat = shell * (0.75 + 0.5 * hash(ivec2(which, 1), s)) * (0.8 + 0.4 * noise(p * 30.0, s + 1U));
        if (rnd(s, 14) < 0.3) mat = mix(mat, hsv(0.3 * dot(n, sun) + rnd(s, 15), 0.6, 0.8), 0.5);
    }
    float crack = abs(noise(p * 1.3 + 0.3 * noise(p * 5.0, s), s + 13U) - 0.5);
    mat *= 1.0 - 0.6 * ramp(0.012, 0.004, crack);
    float lit = max(dot(n, sun), 0.0) * shade;
    vec3 col = mat * (0.25 + 1.5 * lit) + 0.25 * pow(max(dot(n, normalize(sun + vec3(0.0, 0.0, 1.0))), 0.0), 25.0) * (which >= 0 ? shade : 0.0);
    fragColor = vec4(film(col * 1.35), 1.0);
}
