// title: Coral Reef
// description: Brain, fan, tube and branching corals under blue water with small bright fish
// tags: coral, reef, underwater, fish, occlusion

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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

float segment(vec2 p, vec2 a, vec2 b) {
    vec2 o = p - a, d = b - a;
    return length(o - d * clamp(dot(o, d) / dot(d, d), 0.0, 1.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    vec3 water = hsv(0.47 + 0.17 * rnd(s, 1), 0.6, 0.55 + 0.4 * rnd(s, 2)), deep = hsv(0.55 + 0.12 * rnd(s, 3), 0.8, 0.25);
    vec3 col = mix(deep, water, ramp(-0.8, 1.2, u.y));
    col += 0.25 * water * ramp(0.55, 0.8, noise(vec2((u.x + 0.4 * u.y) * 3.0 + 1.5 * iTime, 0.0), s)) * ramp(-0.5, 1.0, u.y);
    float net = abs(noise(u * vec2(3.0, 7.0) + iTime, s + 1U) - 0.5), rock = 0.5 + 0.8 * fbm(u * vec2(8.0, 14.0), 3, s + 9U);
    for (int i = 0; i < 11; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        float z = (float(i) + 0.5) / 11.0;
        float base = mix(0.25 + 0.5 * rnd(s, 4), -1.25, z);
        float floor_ = base + 0.12 * noise(vec2(u.x * 3.0 + 9.0 * float(i), 1.0), s);
        float size = mix(0.16, 0.55, z) * (0.7 + 0.6 * h.z);
        vec2 o = (u - vec2(3.0 * (h.x - 0.5) + 0.05 * sin(2.0 * iTime + 9.0 * h.y), base)) / size;
        vec3 a = hsv(g.x, 0.5 + 0.45 * g.y, 0.75 + 0.25 * g.z), b = hsv(g.x + 0.1 + 0.1 * h.y, 0.4, 1.0);
        vec3 c = vec3(-1.0);
        float kind = h.y;
        if (u.y < floor_) c = mix(hsv(0.08 + 0.3 * g.x, 0.35, 0.4), hsv(g.y, 0.4, 0.6), 0.5) * rock;
        if (abs(o.x) < 1.2 && o.y < 1.7 && o.y > -0.6) {
            if (kind < 0.28) {
                float l = length(o * vec2(1.0, 1.2));
                if (l < 0.9) {
                    vec3 n = vec3(o / 0.9 * vec2(1.0, 1.2), sqrt(max(1.0 - l * l / 0.81, 0.0)));
                    float maze = noise(n.xy * 9.0 / (0.5 + 0.5 * n.z) + 5.0 * g.xy + sin(7.0 * n.yx), s + 3U);
                    c = mix(a * 0.35, b, ramp(0.06, 0.2, abs(maze - 0.5))) * (0.35 + 0.8 * max(n.y * 0.7 + n.z * 0.5, 0.0));
                }
            } else if (kind < 0.5) {
                float r = length(o + vec2(0.0, 0.3)), an = angle(o.yx + vec2(0.3, 0.0));
                float lim = 1.5 - 0.5 * an * an + 0.12 * noise(vec2(an * 6.0, 1.0), s + uint(i));
                float rib = noise(vec2(an * 16.0 + sin(r * 9.0 + 4.0 * an), r * 5.0), s + uint(i));
                if (abs(an) < 1.2 && r < lim && r > 0.1 && abs(rib - 0.5) < 0.17) c = a * (0.5 + 0.5 * r) * (0.8 + rib);
                else if (abs(o.x) < 0.06 && o.y < 0.3) c = a * 0.4;
            } else if (kind < 0.75) {
                float x = o.x * 3.2;
                float id = floor(x), f = fract(x) - 0.5;
                float tall = 0.5 + 0.9 * hash(ivec2(int(id), i), s) - 0.25 * o.x * o.x;
                float mouth = length(vec2(f, (o.y - tall) * 2.4)) / 0.46;
                if (abs(o.x) < 0.94) {
                    if (mouth < 1.0) c = mouth > 0.72 ? b : a * 0.12;
                    else if (o.y < tall && abs(f) < 0.46) c = a * (0.35 + 0.75 * sqrt(max(1.0 - f * f * 4.6, 0.0))) * (0.8 + 0.25 * sin(o.y * 30.0)) * (0.5 + 0.5 * o.y);
                }
            } else {
                vec2 q = o;
                float d = 9.0, scale = 1.0;
                for (int k = 0; k < 5; k++) {
                    d = min(d, segment(q, vec2(0.0), vec2(0.0, 0.5)) / scale);
                    q -= vec2(0.0, 0.45);
                    q.x = abs(q.x);
                    q = rot(0.45 + 0.35 * g.y + 0.08 * float(k)) * q * 1.3;
                    scale *= 1.3;
                }
                d -= 0.055;
                if (d < 0.0) c = mix(b, a, clamp(-d * 26.0, 0.0, 1.0)) * (0.6 + 0.5 * o.y) * (0.7 + 0.4 * rock);
            }
        }
        if (c.x >= 0.0) {
            c *= 0.7 + 0.7 * ramp(0.14, 0.0, net);
            col = mix(c * mix(vec3(1.0), water * 1.5, 0.35), mix(deep, water, 0.6), 0.75 * (1.0 - z) * (1.0 - z));
        } else if (u.y < floor_ + 0.06) col *= 0.7;
    }
    float kind = rnd(s, 5);
    vec3 a = hsv(rnd(s, 6), 0.9, 0.95), b = hsv(rnd(s, 7), 0.3, 1.0);
    for (int i = 0; i < 7; i++) {
        vec3 h = rnd3(s, 70 + i);
        float face = rnd(s, 8) < 0.5 ? 1.0 : -1.0;
        vec2 o = (u - vec2(2.8 * (h.x - 0.5) + 0.2 * face * fract(2.0 * iTime), 1.5 * h.y - 0.5)) / (0.06 + 0.13 * h.z);
        o = rot(0.6 * (h.z - 0.5)) * o;
        o.x *= face;
        o.y += 0.1 * (1.0 - o.x) * sin(15.0 * iTime + 6.0 * h.x);
        float body = 0.62 * sqrt(max((1.0 - o.x) * (1.0 + o.x), 0.0));
        float tail = o.x < -0.8 && o.x > -1.5 ? -0.75 * (o.x + 0.65) : 0.0;
        if ((abs(o.x) < 1.0 && abs(o.y) < body) || abs(o.y) < tail) {
            float band = kind < 0.5 ? step(0.55, fract(o.x * 1.4 + 0.3)) : ramp(-0.1, 0.1, o.x);
            col = mix(a, b, band) * (0.55 + 0.5 * (1.0 - abs(o.y) / 0.7) + 0.25 * o.y);
            if (length(o - vec2(0.6, 0.12)) < 0.13) col = length(o - vec2(0.6, 0.12)) < 0.08 ? vec3(0.02) : vec3(0.95);
        }
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
